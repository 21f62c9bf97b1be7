// Hot state: the array here is written in place. `as number` stands where an index is in bounds by construction.
import type { Peers } from './peers.ts'
import { ALL_SIGNS, shareReaching } from './tails.ts'

/** From this sum of signs on something speaks against an account: about one honest account-day in forty. */
const NOTABLE = 1.75
/** So many accounts are always counted in, as expected: a few in a small lane are no unrest. */
const PRIOR_ACCOUNTS = 5
/** What all do is taken off up to here, so that many thieves at once cannot hide behind each other. */
const MOST_UNREST = 1

const DAY = 0
const AT_WORK = 1
const NOTABLE_ACCOUNTS = 2
/** Of the last day before at which there was any work. */
const BEFORE = 3

export const createUnrest = (): Float64Array => new Float64Array([-1, 0, 0, 0])

/** Counts an account that begins a local day. */
export const noteAtWork = (peers: Peers, day: number): void => {
  const { unrest } = peers
  if (day > (unrest[DAY] as number)) {
    unrest[BEFORE] = unrestOn(peers, unrest[DAY] as number)
    unrest[DAY] = day
    unrest[AT_WORK] = 0
    unrest[NOTABLE_ACCOUNTS] = 0
  }
  if (day === unrest[DAY]) unrest[AT_WORK] = (unrest[AT_WORK] as number) + 1
}

/** Counts an account whose sum of signs of the day rises from `before` to `score`. */
export const noteSigns = ({ unrest }: Peers, day: number, before: number, score: number): void => {
  if (before >= NOTABLE || score < NOTABLE || day !== unrest[DAY]) return
  unrest[NOTABLE_ACCOUNTS] = (unrest[NOTABLE_ACCOUNTS] as number) + 1
}

/**
 * How much more than usual speaks against everyone on the local day, in decades of probability, 0 to 1: on the first day of a promotion, or
 * where the log has changed, five times as many accounts do something strange, and each of them is that much less of a surprise.
 */
export const unrestOn = ({ unrest, tails }: Peers, day: number): number => {
  const all = tails.get(ALL_SIGNS)
  if (all === undefined) return 0
  if (day !== unrest[DAY]) return unrest[BEFORE] as number
  const expected = (unrest[AT_WORK] as number) * shareReaching(NOTABLE, all)
  const ratio = ((unrest[NOTABLE_ACCOUNTS] as number) + PRIOR_ACCOUNTS) / (expected + PRIOR_ACCOUNTS)
  return Math.min(MOST_UNREST, Math.max(0, Math.log10(ratio)))
}
