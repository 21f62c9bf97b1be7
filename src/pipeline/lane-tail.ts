import { createHash } from 'node:crypto'

import { WaywardenError } from '../contract/errors.ts'
import { readIntact } from '../core/codec/versioned.ts'
import type { LaneClaim } from '../state/store.ts'
import type { InputRecord } from './input-record.ts'

/** The last record scored, as the lane remembers it: a topic that was deleted and made again shows here. */
export type Tail = { readonly offset: number; readonly digest: string }

/** Its field in the store. */
export const TAIL = 'tail'

export const tailOf = (record: InputRecord): Tail => ({ offset: record.offset, digest: digestOf(record) })

const digestOf = ({ timestampMs, value }: InputRecord): string =>
  createHash('sha256')
    .update(`${timestampMs}/`)
    .update(value ?? '')
    .digest('base64url')

export const readTail = (claim: LaneClaim): Tail | null => {
  const bytes = claim.fields.get(TAIL)
  return bytes === undefined ? null : readIntact('a lane', () => JSON.parse(bytes.toString()) as Tail)
}

/** @throws kafka_topic_recreated where the record at that offset is another one. */
export const checkTail = (
  tail: Tail | null,
  records: readonly InputRecord[],
  offset: number | null,
): void => {
  if (tail === null || offset !== tail.offset + 1) return
  const again = records.find((record) => record.offset === tail.offset)
  if (again === undefined || digestOf(again) === tail.digest) return
  throw new WaywardenError(
    'kafka_topic_recreated',
    `Offset ${tail.offset} of partition ${again.partition} is not the record that was scored there: the topic was recreated. Choose a new kafka.groupId and redis.keyPrefix to start on it`,
    { cause: { topic: again.topic, partition: again.partition, offset: tail.offset } },
  )
}
