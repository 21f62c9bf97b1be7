// Hot state: the array here is written in place. `as number` stands where an index is in bounds by
// construction.
import { ALL_SIGNS, shareReaching } from '../surprise/tails.ts'
import type { Peers } from './peers.ts'

/** Sum of signs from which an account is notable: about one honest account-day in forty reaches it. */
const NOTABLE = 1.75
/**
 * Notable accounts that are always added to those counted and expected: a few in a small lane are no unrest.
 */
const PRIOR_ACCOUNTS = 5
/**
 * Most decades that unrest takes off an account's surprise, so that many thieves at once cannot hide behind
 * each other.
 */
const MOST_UNREST = 1

const DAY = 0
const AT_WORK = 1
const NOTABLE_ACCOUNTS = 2

/** Counts an account that begins a day of work. */
export const noteAtWork = ({ unrest }: Peers, day: number): void => {
  if (day > (unrest[DAY] as number)) {
    unrest[DAY] = day
    unrest[AT_WORK] = 0
    unrest[NOTABLE_ACCOUNTS] = 0
  }
  if (day === unrest[DAY]) unrest[AT_WORK] = (unrest[AT_WORK] as number) + 1
}

/**
 * Counts an account when its highest sum of signs of the day, which rises from `before` to `score`, becomes
 * notable.
 */
export const noteSigns = ({ unrest }: Peers, day: number, before: number, score: number): void => {
  if (before >= NOTABLE || score < NOTABLE || day !== unrest[DAY]) return
  unrest[NOTABLE_ACCOUNTS] = (unrest[NOTABLE_ACCOUNTS] as number) + 1
}

/**
 * Evidence against everyone today beyond what is usual, in decades of probability, 0 to 1. On the first day
 * of a promotion, or after the log has changed, several times as many accounts do something strange, and each
 * is that much less of a surprise.
 */
export const unrestOf = ({ unrest, tails }: Peers): number => {
  const all = tails.get(ALL_SIGNS)
  if (all === undefined) return 0
  const expected = (unrest[AT_WORK] as number) * shareReaching(NOTABLE, all)
  const ratio = ((unrest[NOTABLE_ACCOUNTS] as number) + PRIOR_ACCOUNTS) / (expected + PRIOR_ACCOUNTS)
  return Math.min(MOST_UNREST, Math.max(0, Math.log10(ratio)))
}
