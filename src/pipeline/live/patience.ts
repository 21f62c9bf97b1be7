// In: the lanes that have not reached the day before the one that a lane would begin. Out: whether it waits for
// them. Shell: reads the store and the clock. While lanes catch up, each is held back until the others are
// within a day, so that what they read of each other does not depend on which was faster. Nobody waits at the
// head of a topic, where alerts have to be fast, nor for lanes that stand still.
import { HOUR_MS } from '../../contract/time-units.ts'
import type { StateStore } from '../../state/store.ts'
import { LAST_RECORD } from '../last-record.ts'
import type { SnapshotReaderOptions } from '../snapshot-reader.ts'

/** A look-up this old is read by a lane that catches up. */
const CATCHING_UP_MS = HOUR_MS
/**
 * A lane without a checkpoint for this many session timeouts has no records to read: by then the group has given
 * the lanes of a dead process to others.
 */
const STANDSTILL_TIMEOUTS = 1.5

export type PatienceOptions = {
  readonly store: Pick<StateStore, 'readFields'>
  readonly sessionTimeoutMs: number
  /** Epoch milliseconds. */
  readonly now: () => number
  /** Milliseconds of any clock that only runs forward: for how long a lane stands still. */
  readonly elapsedMs: () => number
}

type Position = { readonly lastRecord: string; readonly sinceMs: number }

/** See `SnapshotReaderOptions.isWaitedFor`. It waits for all as long as one of them moves. */
export const createPatience = ({
  store,
  sessionTimeoutMs,
  now,
  elapsedMs,
}: PatienceOptions): NonNullable<SnapshotReaderOptions['isWaitedFor']> => {
  /** [lane] where it was when last asked, and since when */
  const positions = new Map<number, Position>()
  const isMoving = async (lane: number): Promise<boolean> => {
    const [field] = await store.readFields(lane, [LAST_RECORD])
    const lastRecord = field?.toString() ?? ''
    const before = positions.get(lane)
    if (before?.lastRecord === lastRecord)
      return elapsedMs() - before.sinceMs < STANDSTILL_TIMEOUTS * sessionTimeoutMs
    positions.set(lane, { lastRecord, sinceMs: elapsedMs() })
    return true
  }
  return async (lanes, timeMs) => {
    if (now() - timeMs < CATCHING_UP_MS) return false
    return (await Promise.all(lanes.map(isMoving))).includes(true)
  }
}
