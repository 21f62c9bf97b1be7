import { createHmac } from 'node:crypto'

import { WaywardenError } from '../contract/errors.ts'
import { readIntact } from '../core/codec/versioned.ts'
import type { LaneClaim } from '../state/store.ts'
import { deriveKey } from '../tokens/tokens.ts'
import type { InputRecord } from '../transport/input-record.ts'

/**
 * Where the last record scored lies, and a keyed digest of it: they reveal a topic that was deleted and created
 * again. `hmac` is null where an earlier version wrote a digest without a key, which is not compared. `at` is not
 * called `offset`, or such a version would compare its own digest with what it finds, when a lane comes back to it.
 * `behindMarkers` is that of the record (input-record.ts): what lies before it cannot be lost any more.
 */
export type LastRecord = Pick<InputRecord, 'behindMarkers'> & {
  readonly at: number
  readonly hmac: string | null
}

/** What earlier versions wrote. */
type Unkeyed = Pick<InputRecord, 'offset' | 'behindMarkers'> & { readonly digest: string }

const KEY_BYTES = 32

/**
 * Advice for a findings topic that was recreated: it is internal and holds nothing of the accounts' state.
 */
export const FINDINGS_ANEW =
  'of the findings topic it is enough to name another one in kafka.topics.findings, and what is known of accounts is kept'

/** Name of the lane's field in the store that holds it. */
export const LAST_RECORD = 'last-record'

/** Without the key, whoever reads the store could find the waybill of a short event by trying all numbers. */
export const lastRecordKey = (tokenKey: Uint8Array): Uint8Array =>
  deriveKey(tokenKey, 'last-record', KEY_BYTES)

/** `key`: see `lastRecordKey`. */
export const lastRecordOf = (record: InputRecord, key: Uint8Array): LastRecord => ({
  at: record.offset,
  hmac: hmacOf(record, key),
  ...(record.behindMarkers === undefined ? {} : { behindMarkers: record.behindMarkers }),
})

const hmacOf = ({ timestampMs, value }: InputRecord, key: Uint8Array): string =>
  createHmac('sha256', key)
    .update(`${timestampMs}/`)
    .update(value ?? '')
    .digest('base64url')

export const readLastRecord = ({ fields }: Pick<LaneClaim, 'fields'>): LastRecord | null => {
  const bytes = fields.get(LAST_RECORD)
  if (bytes === undefined) return null
  return readIntact('a lane', () => {
    const stored = JSON.parse(bytes.toString()) as LastRecord | Unkeyed
    if (!('offset' in stored)) return stored
    const { offset: at, ...rest } = stored
    return { ...rest, at, hmac: null }
  })
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
  { nextOffset, key }: { readonly nextOffset: number | null; readonly key: Uint8Array },
): void => {
  if (last === null || nextOffset !== last.at + 1) return
  const marked = records.find(({ markerAt }) => markerAt === last.at)
  if (marked !== undefined)
    throw recreated(marked, last, 'a marker of a transaction or an aborted record, not')
  const again = records.find(({ offset }) => offset === last.at)
  if (again === undefined || last.hmac === null) return
  if (hmacOf(again, key) !== last.hmac) throw recreated(again, last, 'not')
}

const recreated = ({ topic, partition }: InputRecord, { at }: LastRecord, found: string): WaywardenError =>
  new WaywardenError(
    'kafka_topic_recreated',
    `Offset ${at} of partition ${partition} is ${found} the record that was scored there: the topic was recreated. Choose a new kafka.groupId and redis.keyPrefix to start on it; ${FINDINGS_ANEW}`,
    { cause: { topic, partition, offset: at } },
  )
