import { createHash } from 'node:crypto'

import { WaywardenError } from '../contract/errors.ts'
import { readIntact } from '../core/codec/versioned.ts'
import type { LaneClaim } from '../state/store.ts'
import type { InputRecord } from '../transport/input-record.ts'

/** The last record scored, as the lane remembers it: a topic that was deleted and made again shows here. */
export type LastRecord = { readonly offset: number; readonly digest: string }

/** Of an internal topic that is not what it was: nothing of accounts is in it. */
export const FINDINGS_ANEW =
  'of the findings topic it is enough to name another one in kafka.topics.findings, and what is known of accounts is kept'

/** Its field in the store. */
export const LAST_RECORD = 'last-record'

export const lastRecordOf = (record: InputRecord): LastRecord => ({
  offset: record.offset,
  digest: digestOf(record),
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

/** @throws kafka_topic_recreated where the record at that offset is another one. */
export const checkLastRecord = (
  last: LastRecord | null,
  records: readonly InputRecord[],
  offset: number | null,
): void => {
  if (last === null || offset !== last.offset + 1) return
  const again = records.find((record) => record.offset === last.offset)
  if (again === undefined || digestOf(again) === last.digest) return
  throw new WaywardenError(
    'kafka_topic_recreated',
    `Offset ${last.offset} of partition ${again.partition} is not the record that was scored there: the topic was recreated. Choose a new kafka.groupId and redis.keyPrefix to start on it; ${FINDINGS_ANEW}`,
    { cause: { topic: again.topic, partition: again.partition, offset: last.offset } },
  )
}
