// In: events of a file in order. Out: the same, and a reject of what cannot have its place there. Pure. Guarantee: it does not matter into
// which batches the file was cut.
import type { LookUp } from '../contract/look-up.ts'
import type { Reject } from '../contract/reject.ts'
import { DAY_MS } from '../contract/time-units.ts'
import type { Decoded, DecodedLookUp } from './decode/decode.ts'

/** How far from the file's own time an event may lie before it is doubted. */
const PLAUSIBLE_MS = 7 * DAY_MS
/** One that is less far ahead, but more than this, is refused where most of the next ones go back: one account's clock is no gap. */
const AHEAD_MS = DAY_MS
const NEXT_EVENTS = 3

/** A doubtful event and those behind it are believed where so many accounts agree: the file has a gap there. */
const ACCOUNTS = 3
/** Or where so many events do: a file of few accounts has gaps too. So many may have to be looked at. */
export const MOST_AGREEING = 50
/** Or where so many do up to the end of the file: whatever they are, nothing comes behind them that they could move. */
const LAST_EVENTS = 5

/** So many events say when a file begins: no more, since in a file of few events many lie weeks apart. */
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

/** What the file holds so far behind the event in hand, 1 for the next; null where it has ended. */
type Behind = (nth: number) => Decoded | null

export type FileClock<Item> = {
  /**
   * Begins a batch: its items, and up to `MOST_AGREEING` behind its last one, however the file is cut into batches. Where they end the file
   * does. They are decoded only where there is doubt.
   */
  readonly foresee: (items: readonly Item[]) => void
  /** Takes the events of the batch in order, and refuses those that cannot have their place there. */
  readonly sift: (decoded: Decoded) => Decoded
}

/**
 * Lines of a file have no Kafka timestamp to hold an event's own time against; their neighbours serve instead.
 * Events of one account with a wrong clock are rejected, and move nothing. A real gap is told by those that follow.
 */
export const createFileClock = <Item>(decode: (item: Item) => Decoded): FileClock<Item> => {
  let nowMs = -1
  let items: readonly Item[] = []
  /** Place of the event in hand. */
  let at = -1
  const behind: Behind = (nth) => {
    const item = items[at + nth]
    return item === undefined ? null : decode(item)
  }
  return {
    foresee: (next) => {
      items = next
      at = -1
    },
    sift: (decoded) => {
      at++
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

/** Whether an event is a day ahead, and most of the next ones are not, but for those of its account that are as well. */
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

/** Whether enough of the events behind this one agree with it, one after the other, before one is where the file was. */
const isBehindGap = ({ occurredAt, accountId }: LookUp, nowMs: number, behind: Behind): boolean => {
  const accounts = new Set([accountId])
  let agreedMs: number = occurredAt
  let agreeing = 1
  for (let nth = 1; nth < MOST_AGREEING; nth++) {
    const event = behind(nth)
    if (event === null) return agreeing >= LAST_EVENTS
    if (event.kind === 'reject') continue
    const { lookUp } = event
    if (isNear(lookUp.occurredAt, nowMs) || !isNear(lookUp.occurredAt, agreedMs)) return false
    agreedMs = lookUp.occurredAt
    agreeing++
    accounts.add(lookUp.accountId)
    if (accounts.size === ACCOUNTS) return true
  }
  return agreeing === MOST_AGREEING
}

/**
 * The time in the middle of the file's first events; or of its first fifty, where that is earlier: the file may begin with several from a
 * clock that is ahead.
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
