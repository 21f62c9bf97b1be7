import { OwnSum, ownSum, type Account } from '../account.ts'
import { HABIT } from '../habits/habit.ts'
import { nearestThreeBytes } from '../small-float.ts'

/** Of what is left of a peak after an active day: what comes once a month is remembered by half until it comes again. */
const LEFT = 0.97
/** So many of the last active days, as they fade, have to be known: nine. */
const LEAST_DAYS = 8

/**
 * The most records of lists and exports that the account has had in a day, fading; null before enough of its days are known. How much a
 * person exports varies by hundreds of times from day to day, and within a role more: by how much the own highest day is exceeded does not.
 */
export const peakOf = (account: Account): number | null =>
  ownSum(account, OwnSum.activeDays) < LEAST_DAYS ? null : ownSum(account, OwnSum.peak)

/** Ends an active day, whatever was told of it: what has been reported need not be reported every day. */
export const learnPeak = ({ own: { sums }, today }: Account): void => {
  const before = (sums[OwnSum.peak] ?? 0) * LEFT
  sums[OwnSum.peak] = nearestThreeBytes(Math.max(before, today[HABIT.bulk] ?? 0))
}
