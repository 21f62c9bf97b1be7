// In: records in order of time. Out: batches for the lanes of one process. Pure. Guarantee: each lane gets the records of its accounts in
// order, as if each were read from a partition of its own.
import { HOUR_MS } from '../contract/time-units.ts'
import type { InputRecord } from '../transport/input-record.ts'
import type { Decoded } from './decode/decode.ts'
import { partitionOf } from './partition-of.ts'

export type LaneBatch = { readonly lane: number; readonly records: readonly InputRecord[] }
/** What has been found so far may be judged: no lane is behind another by more than the hour that begins. */
type Turn = 'turn'

export type Spread = {
  /** What the lanes decode by. */
  readonly decode: (record: InputRecord) => Decoded
  /**
   * The batches, to be scored in this order: no lane is told of an hour before all have been through the one before it. Turns come between
   * the same records however the file is cut.
   */
  readonly over: (records: readonly InputRecord[]) => Iterable<LaneBatch | Turn>
}

/** Spreads look-ups over lanes by account, as a topic's partitions do by key. */
export const createSpread = (lanes: number, decode: (record: InputRecord) => Decoded): Spread => {
  if (lanes === 1) return { decode, over: (records) => [{ lane: 0, records }, 'turn'] }
  // Whose a record is shows when it has been decoded: the lane does not do it again.
  const ahead = new Map<InputRecord, Decoded>()
  let newestHour = -Infinity

  function* flush(waiting: InputRecord[][]): Generator<LaneBatch> {
    for (const [lane, records] of waiting.entries()) if (records.length > 0) yield { lane, records }
    ahead.clear()
  }

  return {
    decode: (record) => {
      const decoded = ahead.get(record)
      if (decoded === undefined) throw new Error('a record that was not spread')
      return decoded
    },
    over: function* (records) {
      let waiting = emptyQueues(lanes)
      for (const record of records) {
        const decoded = decode(record)
        const hour = decoded.kind === 'look-up' ? Math.floor(decoded.lookUp.occurredAt / HOUR_MS) : -Infinity
        if (hour > newestHour) {
          yield* flush(waiting)
          yield 'turn'
          waiting = emptyQueues(lanes)
          newestHour = hour
        }
        ahead.set(record, decoded)
        waiting[laneOf(decoded, lanes)]?.push(record)
      }
      yield* flush(waiting)
    },
  }
}

const emptyQueues = (lanes: number): InputRecord[][] => Array.from({ length: lanes }, () => [])

/** What cannot be scored is nobody's. */
const laneOf = (decoded: Decoded, lanes: number): number =>
  decoded.kind === 'look-up' ? partitionOf(decoded.lookUp.accountId, lanes) : 0
