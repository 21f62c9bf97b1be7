// In: records in order of time. Out: batches for the lanes of one process. Pure. Guarantee: each lane gets
// the records of its accounts in order, as if each were read from a partition of its own.
import { HOUR_MS } from '../../contract/time-units.ts'
import type { InputRecord } from '../../transport/input-record.ts'
import type { Decoded } from '../decode/decode.ts'
import { partitionOf } from './partition-of.ts'

export type LaneBatch = { readonly lane: number; readonly records: readonly InputRecord[] }
/**
 * The second pass may now judge the findings so far: no lane is behind another by more
 * than the hour that begins.
 */
export type Turn = 'turn'

export type Spread = {
  /** The decoder for the lanes; with several lanes it returns what `over` has already decoded. */
  readonly decode: (record: InputRecord) => Decoded
  /**
   * The batches, in the order in which to score them. With several lanes, no lane gets
   * an hour before all have scored the hour before it, and turns come between the same
   * records however the file is cut; the last records wait for more. With one lane a turn follows each batch.
   */
  readonly over: (records: readonly InputRecord[]) => Iterable<LaneBatch | Turn>
  /** No more records come: the batches of those that waited. */
  readonly end: () => Iterable<LaneBatch>
}

/** With several lanes, this many records are spread at a time: of fewer, a lane's part is too small for its checkpoint. */
const SPREAD_AT_ONCE = 4_096

/** Spreads look-ups over lanes by account, as a topic's partitions do by key. */
export const createSpread = (lanes: number, decode: (record: InputRecord) => Decoded): Spread => {
  if (lanes === 1) return { decode, over: (records) => [{ lane: 0, records }, 'turn'], end: () => [] }
  // A record must be decoded to find its lane. The result is kept, so that the lane does not decode it again.
  const ahead = new Map<InputRecord, Decoded>()
  let waiting = emptyQueues(lanes)
  let newestHour = -Infinity

  function* flush(): Generator<LaneBatch> {
    for (const [lane, records] of waiting.entries()) if (records.length > 0) yield { lane, records }
    ahead.clear()
    waiting = emptyQueues(lanes)
  }

  return {
    decode: (record) => {
      const decoded = ahead.get(record)
      if (decoded === undefined) throw new Error('a record that was not spread')
      return decoded
    },
    over: function* (records) {
      for (const record of records) {
        const decoded = decode(record)
        const hour = decoded.kind === 'look-up' ? Math.floor(decoded.lookUp.occurredAt / HOUR_MS) : -Infinity
        if (hour > newestHour) {
          yield* flush()
          yield 'turn'
          newestHour = hour
        }
        ahead.set(record, decoded)
        waiting[laneOf(decoded, lanes)]?.push(record)
        if (ahead.size === SPREAD_AT_ONCE) yield* flush()
      }
    },
    end: flush,
  }
}

const emptyQueues = (lanes: number): InputRecord[][] => Array.from({ length: lanes }, () => [])

/** A reject belongs to no account; lane 0 takes it. */
const laneOf = (decoded: Decoded, lanes: number): number =>
  decoded.kind === 'look-up' ? partitionOf(decoded.lookUp.accountId, lanes) : 0
