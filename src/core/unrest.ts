// Hot state: the array here is written in place. `as number` stands where an index is in bounds by construction.
import { cellDistinct, type Peers } from './peers.ts'
import { ALL_SIGNS, counted, meanUpTo } from './tails.ts'
import { hourOfWeek, localDay } from './time.ts'

/** What speaks against an account counts up to here: a few thieves are no unrest. */
const MOST_SIGNS = 2
/** So many ordinary accounts are always counted in: a few in a small lane are no unrest. */
const PRIOR_ACCOUNTS = 20
/** What all do is taken off up to here, so that many thieves at once cannot hide behind each other. */
const MOST_UNREST = 2
/** Days differ by a quarter without anything being the matter; a dozen thieves among 500 accounts make no more of a difference. */
const ORDINARY = 1.25

const DAY_HOURS = 24
const DAY = 0
const AT_WORK = 1
const SIGNS = 2
/** Of the last day before at which there was any work. */
const BEFORE = 3

/** Counts an account that begins a local day. */
export const noteAtWork = (peers: Peers, day: number): void => {
  const { unrest } = peers
  if (day > (unrest[DAY] as number)) {
    unrest[BEFORE] = unrestIn(peers, (unrest[DAY] as number) * DAY_HOURS + DAY_HOURS - 1)
    unrest[DAY] = day
    unrest[AT_WORK] = 0
    unrest[SIGNS] = 0
  }
  if (day === unrest[DAY]) unrest[AT_WORK] = (unrest[AT_WORK] as number) + 1
}

/** Counts that the highest sum of signs of an account's day, as it is remembered, has risen. */
export const noteSigns = ({ unrest }: Peers, day: number, before: number, score: number): void => {
  if (day !== unrest[DAY]) return
  const rise = Math.min(MOST_SIGNS, counted(score)) - Math.min(MOST_SIGNS, counted(before))
  if (rise > 0) unrest[SIGNS] = (unrest[SIGNS] as number) + rise
}

/**
 * How many times more than usual speaks against everyone on the local day of the hour, by its end: 1 to 2. On the first day of a
 * promotion, or where the log has changed, whatever speaks against one account is that much less.
 */
export const unrestIn = (peers: Peers, hour: number): number => {
  const { unrest, tails } = peers
  const all = tails.get(ALL_SIGNS)
  if (all === undefined) return 1
  if (localDay(hour) !== unrest[DAY]) return Math.max(1, unrest[BEFORE] as number)
  const usual = meanUpTo(MOST_SIGNS, all)
  const prior = PRIOR_ACCOUNTS * usual
  const expected = (unrest[AT_WORK] as number) * usual * dayDone(peers, hour)
  if (expected + prior === 0) return 1
  const ratio = ((unrest[SIGNS] as number) + prior) / (expected + prior)
  return Math.min(MOST_UNREST, Math.max(1, ratio / ORDINARY))
}

/** The share of the day's work that is usually done by the end of the local hour, 0 to 1. */
const dayDone = ({ everyone }: Peers, hour: number): number => {
  const last = hourOfWeek(hour)
  const first = last - (last % DAY_HOURS)
  let done = 0
  let all = 0
  for (let cell = first; cell < first + DAY_HOURS; cell++) {
    const distinct = cellDistinct(everyone, cell)
    all += distinct
    if (cell <= last) done += distinct
  }
  return all === 0 ? 1 : done / all
}
