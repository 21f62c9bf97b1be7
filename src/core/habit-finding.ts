import type { Finding } from './detector.ts'
import type { Habit } from './habit.ts'
import type { View } from './view.ts'

/**
 * What every detector of a habit needs. Below `minCount` a day, or below `minSurprise`, it is silent. At `limitCount` and
 * `limitTimesUsual` together it no longer waits for other signs: then it is a limit of the policy that was crossed.
 */
export type HabitThresholds = {
  readonly minCount: number
  readonly minSurprise: number
  readonly limitCount: number
  readonly limitTimesUsual: number
}

/** A crossed limit has no probability; it ranks above a weak sign. */
const LIMIT_SURPRISE = 10

/** A habit's count of the day against a usual day. `what` completes the sentence "12 ...; usual is about 1". */
export const habitFinding = (
  view: View,
  habit: Habit,
  thresholds: HabitThresholds,
  what: string,
): Finding | null => {
  const observed = view.today(habit)
  if (observed < thresholds.minCount) return null
  const expected = view.usualToday(habit)
  if (observed <= expected.mean) return null
  // A busy day brings more of everything, though not in proportion: theft is busy too.
  const busy = Math.sqrt(Math.max(1, view.distinct('PT24H') / view.usual().day.mean))
  const limit = Math.max(thresholds.limitCount, expected.mean * busy * thresholds.limitTimesUsual)
  const isOver = view.isSettled && observed >= limit
  const surprise = isOver ? LIMIT_SURPRISE : view.surprise(observed, expected)
  if (surprise < thresholds.minSurprise) return null
  return {
    window: 'PT24H',
    observed,
    expected: expected.mean,
    limit: isOver ? limit : null,
    surprise,
    baseline: 'own+peer',
    reason: `${observed} ${what}; usual for a day of this account and its role is about ${Math.round(expected.mean * 10) / 10}`,
  }
}
