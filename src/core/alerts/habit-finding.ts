import { baselineFinding } from './baseline-finding.ts'
import { busyness } from '../baselines/busyness.ts'
import type { Finding } from '../detector.ts'
import { isProportional, type Habit } from '../baselines/habit.ts'
import type { View } from '../view.ts'

/**
 * What every detector of a habit needs. Below `minCount` a day, or below `minSurprise`, it is silent. At `limitCount` and
 * `limitTimesUsual` together, and rare for the role as well, it no longer waits for other signs: then it is a limit of the policy that
 * was crossed. It goes on counting among the signs.
 */
export type HabitThresholds = {
  readonly minCount: number
  readonly minSurprise: number
  readonly limitCount: number
  readonly limitTimesUsual: number
}

/** A habit's count of the day against a usual day. `what` completes the sentence "12 ...; usual is about 1". */
export const habitFinding = (
  view: View,
  habit: Habit,
  thresholds: HabitThresholds,
  what: string,
): Finding | null => {
  const observed = view.today(habit)
  if (observed < thresholds.minCount) return null
  const usualDay = view.usualToday(habit)
  if (observed <= usualDay.mean) return null
  const timesUsual = isProportional(habit) ? busyness(view, 'PT24H') : 1
  const expected = timesUsual === 1 ? usualDay : { ...usualDay, mean: usualDay.mean * timesUsual }
  const finding = baselineFinding(view, {
    window: 'PT24H',
    observed,
    expected,
    minSurprise: thresholds.minSurprise,
    counted: 'day',
    what,
    usual: `usual for this account and its role ${timesUsual === 1 ? 'in a day' : 'on a day as busy'}`,
  })
  if (finding === null) return null
  const limit = crossedLimit(view, observed, expected.mean, thresholds)
  return limit === null ? finding : { ...finding, limit }
}

/** The limit that was crossed, or null. Most look-ups are far below it, and pay no more than a comparison. */
const crossedLimit = (
  view: View,
  observed: number,
  mean: number,
  { limitCount, limitTimesUsual }: HabitThresholds,
): number | null => {
  if (observed < limitCount || !view.isSettled) return null
  const limit = Math.ceil(Math.max(limitCount, mean * limitTimesUsual))
  return observed >= limit ? limit : null
}
