import type { AccountId, EpochMs } from '../contract/brands.ts'
import type { LookUp } from '../contract/look-up.ts'
import type { Reject } from '../contract/reject.ts'
import { DAY_MS } from '../core/time.ts'
import type { Decoded } from '../pipeline/decode/decode.ts'

/** How far from the file's own time an event may lie before it is doubted. */
const PLAUSIBLE_MS = 7 * DAY_MS
/** An event that is further ahead, up to that, is refused where most of the next ones go back behind it: one account's clock is no gap. */
const AHEAD_MS = DAY_MS
const NEXT_EVENTS = 3

/** Doubtful events in a row that agree are believed once so many accounts have them: the file has a gap there. */
const ACCOUNTS = 3
/** Or once there are so many: a file of few accounts has gaps too. */
const EVENTS = 50

const AHEAD: Reject = {
  reason: 'from_future',
  pointer: '/occurredAt',
  detail: 'more than 7 days ahead of the events around it, or a day where those behind it go back',
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
  const walk = createWalk(-1)
  let at = 0
  /** Places of the batch at which the file goes on after a gap. */
  let starts: ReadonlySet<number> = new Set()
  let nextEvents: () => readonly Decoded[] = () => []
  return {
    foresee: (count, eventAt) => {
      at = 0
      nextEvents = () =>
        Array.from({ length: Math.min(NEXT_EVENTS, count - at) }, (_, each) => eventAt(at + each))
      if (walk.nowMs === -1) walk.moveTo(middleTime(firstOf(count, eventAt)))
      const last = count === 0 ? null : eventAt(count - 1)
      const isPlain = last === null || (last.kind === 'look-up' && isNear(last.lookUp.occurredAt, walk.nowMs))
      starts = isPlain ? new Set() : startsIn(count, eventAt, walk.nowMs)
    },
    sift: (decoded) => {
      const isStart = starts.has(at++)
      if (decoded.kind === 'reject') return decoded
      const { lookUp } = decoded
      if (isStart) walk.moveTo(lookUp.occurredAt)
      if (!isAlone(lookUp.occurredAt, walk.nowMs, nextEvents) && walk.takes(lookUp)) return decoded
      return { kind: 'reject', reject: lookUp.occurredAt > walk.nowMs ? AHEAD : BEHIND }
    },
  }
}

/** Whether an event is a day ahead, and most of the next ones are not: they are asked for only where it is. */
const isAlone = (timeMs: number, nowMs: number, nextEvents: () => readonly Decoded[]): boolean => {
  if (nowMs === -1 || timeMs - nowMs <= AHEAD_MS || timeMs - nowMs > PLAUSIBLE_MS) return false
  const back = nextEvents().filter(
    (event) => event.kind === 'look-up' && timeMs - event.lookUp.occurredAt > AHEAD_MS,
  )
  return back.length * 2 > NEXT_EVENTS
}

const isNear = (timeMs: EpochMs, nowMs: number): boolean =>
  nowMs === -1 || Math.abs(timeMs - nowMs) <= PLAUSIBLE_MS

/** Goes from event to event, and over a gap once enough events behind it agree. */
const createWalk = (startMs: number) => {
  let nowMs = startMs
  let doubtfulMs = -1
  let doubtful = 0
  const accounts = new Set<AccountId>()
  const forgetDoubts = (): void => {
    if (doubtful > 0) accounts.clear()
    doubtful = 0
  }
  const moveTo = (timeMs: number): void => {
    nowMs = timeMs
    forgetDoubts()
  }
  return {
    moveTo,
    takes: ({ occurredAt, accountId }: LookUp): boolean => {
      if (isNear(occurredAt, nowMs)) {
        moveTo(Math.max(nowMs, occurredAt))
        return true
      }
      if (Math.abs(occurredAt - doubtfulMs) > PLAUSIBLE_MS) forgetDoubts()
      doubtfulMs = occurredAt
      doubtful++
      accounts.add(accountId)
      if (accounts.size < ACCOUNTS && doubtful < EVENTS) return false
      moveTo(occurredAt)
      return true
    },
    get nowMs() {
      return nowMs
    },
    /** Doubtful events in a row that agree. */
    get doubtful() {
      return doubtful
    },
  }
}

/** Places of the first events that are behind a gap, since enough that follow agree. */
const startsIn = (count: number, eventAt: (at: number) => Decoded, beforeMs: number): ReadonlySet<number> => {
  const starts = new Set<number>()
  const walk = createWalk(beforeMs)
  let first = 0
  for (let at = 0; at < count; at++) {
    const event = eventAt(at)
    if (event.kind === 'reject') continue
    const isBeyond = !isNear(event.lookUp.occurredAt, walk.nowMs)
    if (walk.takes(event.lookUp)) {
      if (isBeyond) starts.add(first)
    } else if (walk.doubtful === 1) first = at
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
