import { OwnSum, ownSum, type Account } from '../account.ts'
import { HABIT } from '../habits/habit.ts'
import { nearestThreeBytes } from '../small-float.ts'

/**
 * Share of a peak that is left after each active day. A monthly export is still remembered by half when the
 * next one is due.
 */
const LEFT = 0.97
/**
 * In fading sums of active days. From `enough` on (after ten days) the peak is trusted in full. Below `least`
 * (before four days) there is none.
 */
const DAYS = { enough: 8, least: 3.5 }

/** An account's highest day of lists and exports. */
export type Peak = {
  /** Most records of lists and exports in one day, fading. */
  readonly records: number
  /**
   * Factor, at least 1, that raises the limit on a peak while few days are known: the next day is the
   * highest of n with probability 1 / n.
   */
  readonly doubt: number
}

/**
 * Null until enough days are known. What one person exports varies by a factor of hundreds from day to day,
 * and more within a role. The factor by which somebody exceeds their own highest day does not vary like that,
 * once they have exported much at all.
 */
export const peakOf = (account: Account): Peak | null => {
  const days = ownSum(account, OwnSum.activeDays)
  if (days < DAYS.least) return null
  return { records: ownSum(account, OwnSum.peak), doubt: Math.max(1, DAYS.enough / days) }
}

/**
 * Ends an active day. One under an alert (`isLesson` is false) raises the peak to `MOST_TAUGHT` times at most: an
 * export that has been reported need not be reported every day, but does not excuse a larger one.
 */
export const learnPeak = ({ own: { sums }, today }: Account, isLesson: boolean): void => {
  const before = (sums[OwnSum.peak] ?? 0) * LEFT
  const exported = today[HABIT.bulk] ?? 0
  const lesson = isLesson ? exported : Math.min(exported, MOST_TAUGHT * before)
  sums[OwnSum.peak] = nearestThreeBytes(Math.max(before, lesson))
}

const MOST_TAUGHT = 2
