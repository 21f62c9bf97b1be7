// In: events of a file in order. Out: the same events, or a reject for an event whose time does not fit its
// place. Pure. Guarantee: the result does not depend on how the file is cut into batches.
import type { LookUp } from '../../contract/look-up.ts'
import type { Reject } from '../../contract/reject.ts'
import { DAY_MS } from '../../contract/time-units.ts'
import type { Decoded, DecodedLookUp } from '../decode/decode.ts'

/** An event further than this from the file's current time is doubted. */
const PLAUSIBLE_MS = 7 * DAY_MS
/**
 * An event more than this ahead, but at most `PLAUSIBLE_MS`, is refused if most of the next `NEXT_EVENTS`
 * events go back: one account's wrong clock is not a gap in the file.
 */
const AHEAD_MS = DAY_MS
const NEXT_EVENTS = 3

/**
 * A doubtful event and those after it are believed if they agree and come from this
 * many accounts: the file has a gap there.
 */
const ACCOUNTS = 3
/**
 * Or if this many events agree, because a file of few accounts has gaps too; some of them may be unreadable.
 * At most this many events are looked at.
 */
const MOST_AGREEING = 50
const LEAST_READABLE = 40
/**
 * Or if this many agree up to the end of the file: no event follows whose windows a wrong time could move.
 */
const LAST_EVENTS = 5

/**
 * The middle time of this many first events is the file's start. More would mislead: in
 * a short file many events lie weeks apart.
 */
const FIRST_EVENTS = 3

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

/** The event `nth` places after the current one, 1 for the next; null beyond the end of the file. */
type Behind = (nth: number) => Decoded | null

export type FileClock<Item> = {
  /**
   * Takes the next items of the file. Returns those that are due: enough others follow them, by which doubtful
   * event times are judged. Each must be sifted before the next call.
   */
  readonly take: (items: readonly Item[]) => readonly Item[]
  /** The file ends here. Returns the items that were still held back. */
  readonly end: () => readonly Item[]
  /** Decodes the next item that is due, and rejects an event whose time does not fit its place. */
  readonly sift: (item: Item) => Decoded
}

/**
 * Lines of a file have no Kafka timestamp to check an event's own time against, so neighbouring events serve
 * instead. Events of one account with a wrong clock are rejected and do not move the file's time. A real gap
 * is recognised by the events after it.
 */
export const createFileClock = <Item>(decode: (item: Item) => Decoded): FileClock<Item> => {
  let nowMs = -1
  let items: readonly Item[] = []
  /** Index in `items` of the current event. */
  let at = -1
  const unsifted = () => items.slice(at + 1)
  // Items are decoded ahead only when an event is in doubt.
  const behind: Behind = (nth) => {
    const item = items[at + nth]
    return item === undefined ? null : decode(item)
  }
  return {
    take: (next) => {
      items = [...unsifted(), ...next]
      at = -1
      return items.slice(0, -MOST_AGREEING)
    },
    end: unsifted,
    sift: (item) => {
      at++
      const decoded = decode(item)
      if (decoded.kind === 'reject') return decoded
      const { lookUp } = decoded
      const timeMs = lookUp.occurredAt
      if (nowMs === -1) nowMs = firstTime(decoded, behind)
      const isPlausible = isNear(timeMs, nowMs)
      const isTaken = isPlausible ? !isAlone(lookUp, nowMs, behind) : isBehindGap(lookUp, nowMs, behind)
      if (!isTaken) return { kind: 'reject', reject: timeMs > nowMs ? AHEAD : BEHIND }
      nowMs = isPlausible ? Math.max(nowMs, timeMs) : timeMs
      return decoded
    },
  }
}

const isNear = (timeMs: number, otherMs: number): boolean => Math.abs(timeMs - otherMs) <= PLAUSIBLE_MS

/**
 * Whether the event is over a day ahead and most of the next events are not. Later
 * events of the same account that are ahead too are skipped.
 */
const isAlone = ({ occurredAt, accountId }: LookUp, nowMs: number, behind: Behind): boolean => {
  if (occurredAt - nowMs <= AHEAD_MS) return false
  let others = 0
  let back = 0
  for (let nth = 1; nth < MOST_AGREEING && others < NEXT_EVENTS; nth++) {
    const event = behind(nth)
    if (event === null) break
    if (event.kind === 'look-up') {
      const next = event.lookUp
      if (next.accountId === accountId && next.occurredAt - nowMs > AHEAD_MS) continue
      if (occurredAt - next.occurredAt > AHEAD_MS) back++
    }
    others++
  }
  return back * 2 > NEXT_EVENTS
}

/**
 * Whether enough of the following events agree with this one, each with the one before it, before any event
 * returns to the file's old time. In a sparse file more gaps may follow this one: then accounts prove nothing,
 * since their wrong clocks would look the same until the file returns.
 */
const isBehindGap = ({ occurredAt, accountId }: LookUp, nowMs: number, behind: Behind): boolean => {
  const accounts = new Set([accountId])
  let agreedMs: number = occurredAt
  let agreeing = 1
  let hasMoreGaps = false
  for (let nth = 1; nth < MOST_AGREEING; nth++) {
    const event = behind(nth)
    if (event === null) return agreeing >= LAST_EVENTS
    if (event.kind === 'reject') continue
    const { lookUp } = event
    const timeMs = lookUp.occurredAt
    if (isNear(timeMs, nowMs)) return false
    if (!isNear(timeMs, agreedMs)) {
      if (agreedMs < nowMs || timeMs < agreedMs) return false
      hasMoreGaps = true
    }
    agreedMs = timeMs
    agreeing++
    accounts.add(lookUp.accountId)
    if (accounts.size === ACCOUNTS && !hasMoreGaps) return true
  }
  return agreeing >= LEAST_READABLE
}

/**
 * The middle time of the file's first events, or that of its first fifty if it is earlier: the file may begin
 * with several events from a clock that is ahead.
 */
const firstTime = (first: DecodedLookUp, behind: Behind): number => {
  const times = [first.lookUp.occurredAt]
  let ofFirst = 1
  for (let nth = 1; nth < MOST_AGREEING; nth++) {
    const event = behind(nth)
    if (event?.kind === 'look-up') times.push(event.lookUp.occurredAt)
    if (nth < FIRST_EVENTS) ofFirst = times.length
  }
  return Math.min(middleOf(times.slice(0, ofFirst)), middleOf(times))
}

const middleOf = (times: readonly number[]): number =>
  times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] as number
