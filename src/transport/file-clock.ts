import type { AccountId, EpochMs } from '../contract/brands.ts'
import type { LookUp } from '../contract/look-up.ts'
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

export type FileClock = {
  /**
   * Looks at a batch before its events are sifted: when the file begins, and where it goes on after a gap. `eventAt` is asked for few of the
   * `count` events unless the last of them is in doubt.
   */
  readonly foresee: (count: number, eventAt: (at: number) => Decoded) => void
  /** Takes the events of the batch in order, and refuses those that cannot have their place there. */
  readonly sift: (decoded: Decoded) => Decoded
}

/**
 * Lines of a file have no Kafka timestamp to hold an event's own time against; their neighbours serve instead.
 * Events of one account with a wrong clock are rejected, and move nothing. A real gap is told by those that follow in the batch; where a
 * batch ends too soon behind it, its first events are rejected by name.
 */
export const createFileClock = (): FileClock => {
  let nowMs = -1
  let at = 0
  /** Places of the batch at which the file goes on after a gap. */
  let starts: ReadonlySet<number> = new Set()
  const doubts = createDoubts()
  const isPlausible = ({ occurredAt, accountId }: LookUp): boolean => {
    const isStart = starts.has(at - 1)
    if (!isStart && isNear(occurredAt, nowMs)) {
      nowMs = Math.max(nowMs, occurredAt)
      doubts.forget()
      return true
    }
    if (!isStart && !doubts.agree(occurredAt, accountId)) return false
    nowMs = occurredAt
    doubts.forget()
    return true
  }
  return {
    foresee: (count, eventAt) => {
      at = 0
      if (nowMs === -1) nowMs = middleTime(firstOf(count, eventAt))
      const last = count === 0 ? null : eventAt(count - 1)
      const isPlain = last === null || (last.kind === 'look-up' && isNear(last.lookUp.occurredAt, nowMs))
      starts = isPlain ? new Set() : startsIn(count, eventAt, nowMs)
    },
    sift: (decoded) => {
      at++
      if (decoded.kind === 'reject' || isPlausible(decoded.lookUp)) return decoded
      return { kind: 'reject', reject: decoded.lookUp.occurredAt > nowMs ? AHEAD : BEHIND }
    },
  }
}

const isNear = (timeMs: EpochMs, nowMs: number): boolean =>
  nowMs === -1 || Math.abs(timeMs - nowMs) <= PLAUSIBLE_MS

/** Doubtful events in a row. */
const createDoubts = () => {
  let timeMs = -1
  let count = 0
  const accounts = new Set<AccountId>()
  const forget = (): void => {
    count = 0
    if (accounts.size > 0) accounts.clear()
  }
  return {
    forget,
    /** Adds one; whether enough of them agree by now. */
    agree: (occurredAt: EpochMs, account: AccountId): boolean => {
      if (Math.abs(occurredAt - timeMs) > PLAUSIBLE_MS) forget()
      timeMs = occurredAt
      count++
      accounts.add(account)
      return accounts.size >= ACCOUNTS || count >= EVENTS
    },
    get count() {
      return count
    },
  }
}

/** Places of the first events that are behind a gap, since enough that follow agree. */
const startsIn = (count: number, eventAt: (at: number) => Decoded, beforeMs: number): ReadonlySet<number> => {
  const starts = new Set<number>()
  const doubts = createDoubts()
  let nowMs = beforeMs
  let first = 0
  for (let at = 0; at < count; at++) {
    const event = eventAt(at)
    if (event.kind === 'reject') continue
    const { occurredAt, accountId } = event.lookUp
    if (isNear(occurredAt, nowMs)) {
      nowMs = Math.max(nowMs, occurredAt)
      doubts.forget()
      continue
    }
    const isEnough = doubts.agree(occurredAt, accountId)
    if (doubts.count === 1) first = at
    if (!isEnough) continue
    starts.add(first)
    nowMs = occurredAt
    doubts.forget()
  }
  return starts
}

/** So many events say when a file begins: no more, since in a file of few events many lie weeks apart. */
const FIRST_EVENTS = 3

const firstOf = (count: number, eventAt: (at: number) => Decoded): readonly Decoded[] =>
  Array.from({ length: Math.min(FIRST_EVENTS, count) }, (_, at) => eventAt(at))

/** The time in the middle of those of these events; -1 where there is none. */
const middleTime = (events: readonly Decoded[]): number => {
  const times = events.flatMap((event) => (event.kind === 'reject' ? [] : [event.lookUp.occurredAt]))
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? -1
}
