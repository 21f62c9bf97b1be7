import type { AccountId, EpochMs } from '../contract/brands.ts'
import type { Reject } from '../contract/reject.ts'
import type { Decoded } from '../pipeline/decode/decode.ts'

/** How far from the file's own time an event may lie before it is doubted. */
const PLAUSIBLE_MS = 7 * 86_400_000
/** Doubtful events in a row that agree are believed once so many accounts have them: the file has a gap there. */
const ACCOUNTS = 3
/** Or once there are so many: a file of few accounts has gaps too. */
const EVENTS = 50

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
 * Events of one account with a wrong clock are rejected, and move nothing; a real gap costs its first events, which are rejected
 * by name. `startMs` is about when the file begins, -1 where nobody knows: then its first event says so.
 */
export const createFileClock = (startMs = -1): ((decoded: Decoded) => Decoded) => {
  let nowMs = startMs
  let doubtfulMs = -1
  let doubtful = 0
  const accounts = new Set<AccountId>()
  const forgetDoubts = (): void => {
    doubtful = 0
    accounts.clear()
  }
  const isPlausible = (timeMs: EpochMs, account: AccountId): boolean => {
    if (nowMs === -1 || Math.abs(timeMs - nowMs) <= PLAUSIBLE_MS) {
      nowMs = Math.max(nowMs, timeMs)
      if (doubtful > 0) forgetDoubts()
      return true
    }
    if (Math.abs(timeMs - doubtfulMs) > PLAUSIBLE_MS) forgetDoubts()
    doubtfulMs = timeMs
    doubtful++
    accounts.add(account)
    if (accounts.size < ACCOUNTS && doubtful < EVENTS) return false
    nowMs = timeMs
    forgetDoubts()
    return true
  }
  return (decoded) => {
    if (decoded.kind === 'reject') return decoded
    const { occurredAt, accountId } = decoded.lookUp
    if (isPlausible(occurredAt, accountId)) return decoded
    return { kind: 'reject', reject: occurredAt > nowMs ? AHEAD : BEHIND }
  }
}

/** So many events say when a file begins: no more, since in a file of few events many lie weeks apart. */
export const FIRST_EVENTS = 3

/** The time in the middle of those of these events; -1 where there is none. */
export const middleTime = (events: readonly Decoded[]): number => {
  const times = events.flatMap((event) => (event.kind === 'reject' ? [] : [event.lookUp.occurredAt]))
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? -1
}
