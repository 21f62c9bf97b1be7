import { MINUTE_MS } from '../../contract/time-units.ts'
import type { Lane } from '../lane.ts'

/** Long enough that a lane with some records a minute tells of its coverage by event time alone. */
const REST_MS = MINUTE_MS

/**
 * Makes a function that says whether the lane has been where it is for a minute. Call it now and then; `nowMs` is of
 * a monotonic clock.
 */
export const createRest = () => {
  const stands = new WeakMap<Pick<Lane, 'nextOffset'>, { offset: number | null; sinceMs: number }>()
  return (lane: Pick<Lane, 'nextOffset'>, nowMs: number): boolean => {
    const stand = stands.get(lane)
    if (stand?.offset === lane.nextOffset) return nowMs - stand.sinceMs >= REST_MS
    stands.set(lane, { offset: lane.nextOffset, sinceMs: nowMs })
    return false
  }
}
