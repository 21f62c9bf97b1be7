import { OwnSum, ownSum, type Account } from '../account.ts'
import { HABIT } from '../habits/habit.ts'
import { nearestThreeBytes } from '../small-float.ts'

/** Of what is left of a peak after an active day: what comes once a month is remembered by half until it comes again. */
const LEFT = 0.97
/** Of the last active days, as they fade, so many tell well what the highest is, and fewer than the least nothing: ten, and four. */
const DAYS = { enough: 8, least: 3.5 }

/** The highest day of an account. */
export type Peak = {
  /** The most records of lists and exports that it has had in a day, fading. */
  readonly records: number
  /** From fewer days it is exceeded by as many times more: the next day is the highest of n with probability 1 / n. At least 1. */
  readonly doubt: number
}

/**
 * Null before enough days are known. How much a person exports varies by hundreds of times from day to day, and within a role more: by how
 * much the own highest day is exceeded does not.
 */
export const peakOf = (account: Account): Peak | null => {
  const days = ownSum(account, OwnSum.activeDays)
  if (days < DAYS.least) return null
  return { records: ownSum(account, OwnSum.peak), doubt: Math.max(1, DAYS.enough / days) }
}

/** Ends an active day, whatever was told of it: what has been reported need not be reported every day. */
export const learnPeak = ({ own: { sums }, today }: Account): void => {
  const before = (sums[OwnSum.peak] ?? 0) * LEFT
  sums[OwnSum.peak] = nearestThreeBytes(Math.max(before, today[HABIT.bulk] ?? 0))
}
