import { createHash } from 'node:crypto'

import { WaywardenError } from '../contract/errors.ts'
import { readIntact } from '../core/codec/versioned.ts'
import type { LaneClaim } from '../state/store.ts'
import type { InputRecord } from '../transport/input-record.ts'

/**
 * Offset and digest of the last record scored. They reveal a topic that was deleted and created again.
 * `behindMarkers` is that of the record (input-record.ts): what lies before it cannot be lost any more.
 */
export type LastRecord = Pick<InputRecord, 'offset' | 'behindMarkers'> & { readonly digest: string }

/**
 * Advice for a findings topic that was recreated: it is internal and holds nothing of the accounts' state.
 */
export const FINDINGS_ANEW =
  'of the findings topic it is enough to name another one in kafka.topics.findings, and what is known of accounts is kept'

/** Name of the lane's field in the store that holds it. */
export const LAST_RECORD = 'last-record'

export const lastRecordOf = (record: InputRecord): LastRecord => ({
  offset: record.offset,
  digest: digestOf(record),
  ...(record.behindMarkers === undefined ? {} : { behindMarkers: record.behindMarkers }),
})

const digestOf = ({ timestampMs, value }: InputRecord): string =>
  createHash('sha256')
    .update(`${timestampMs}/`)
    .update(value ?? '')
    .digest('base64url')

export const readLastRecord = (claim: LaneClaim): LastRecord | null => {
  const bytes = claim.fields.get(LAST_RECORD)
  return bytes === undefined ? null : readIntact('a lane', () => JSON.parse(bytes.toString()) as LastRecord)
}

/**
 * That nothing was fetched from the last scored offset proves nothing: retention has deleted the record, and the
 * fetch began behind it; or it came in an earlier batch, of which nothing was scored; or it was compacted away.
 * But for compaction a log has no gaps: where a new one reaches beyond that offset, a record, an aborted one or the
 * marker of a transaction lies there. So no lane stops for compaction, of which `run` warns.
 * @throws kafka_topic_recreated if something else than the record that was scored lies at the last scored offset.
 */
export const checkLastRecord = (
  last: LastRecord | null,
  records: readonly InputRecord[],
  offset: number | null,
): void => {
  if (last === null || offset !== last.offset + 1) return
  const marked = records.find(({ markerAt }) => markerAt === last.offset)
  if (marked !== undefined)
    throw recreated(marked, last, 'a marker of a transaction or an aborted record, not')
  const again = records.find((record) => record.offset === last.offset)
  if (again !== undefined && digestOf(again) !== last.digest) throw recreated(again, last, 'not')
}

const recreated = (
  { topic, partition }: InputRecord,
  { offset }: LastRecord,
  found: string,
): WaywardenError =>
  new WaywardenError(
    'kafka_topic_recreated',
    `Offset ${offset} of partition ${partition} is ${found} the record that was scored there: the topic was recreated. Choose a new kafka.groupId and redis.keyPrefix to start on it; ${FINDINGS_ANEW}`,
    { cause: { topic, partition, offset } },
  )
