import type { EpochMs } from '../contract/brands.ts'
import type { Reject } from '../contract/reject.ts'
import type { Decoded } from '../pipeline/decode.ts'

/** How far from the file's own time an event may lie before it is doubted. */
const PLAUSIBLE_MS = 7 * 86_400_000
/** So many doubtful events in a row that agree are believed: the file has a gap there. */
const CONFIRMATIONS = 3

const AHEAD: Reject = {
  reason: 'from_future',
  pointer: '/occurredAt',
  detail: 'more than 7 days ahead of the events around it',
}
const BEHIND: Reject = {
  reason: 'too_late',
  pointer: '/occurredAt',
  detail: 'more than 7 days behind the events around it',
}

/**
 * Lines of a file have no Kafka timestamp to hold an event's own time against; their neighbours serve instead.
 * One event with a wrong clock is rejected, and moves nothing; a real gap costs its first two events, which are rejected
 * by name.
 */
export const createFileClock = (): ((decoded: Decoded) => Decoded) => {
  let nowMs = -1
  let doubtfulMs = -1
  let doubtful = 0
  const isPlausible = (timeMs: EpochMs): boolean => {
    if (nowMs === -1 || Math.abs(timeMs - nowMs) <= PLAUSIBLE_MS) {
      nowMs = Math.max(nowMs, timeMs)
      doubtful = 0
      return true
    }
    doubtful = Math.abs(timeMs - doubtfulMs) <= PLAUSIBLE_MS ? doubtful + 1 : 1
    doubtfulMs = timeMs
    if (doubtful < CONFIRMATIONS) return false
    nowMs = timeMs
    doubtful = 0
    return true
  }
  return (decoded) => {
    if (decoded.kind === 'reject') return decoded
    const { occurredAt } = decoded.lookUp
    if (isPlausible(occurredAt)) return decoded
    return { kind: 'reject', reject: occurredAt > nowMs ? AHEAD : BEHIND }
  }
}
