import type { Finding } from './detector.ts'
import type { Habit } from './habit.ts'
import type { View } from './view.ts'

/** What every detector of a habit needs: below `minCount` a day, or below `minSurprise`, it is silent. */
export type HabitThresholds = { readonly minCount: number; readonly minSurprise: number }

/** A habit's count of the day against a usual day. `what` completes the sentence "12 ...; usual is about 1". */
export const habitFinding = (
  view: View,
  habit: Habit,
  { minCount, minSurprise }: HabitThresholds,
  what: string,
): Finding | null => {
  const observed = view.today(habit)
  if (observed < minCount) return null
  const expected = view.usualToday(habit)
  if (observed <= expected.mean) return null
  const surprise = view.surprise(observed, expected)
  if (surprise < minSurprise) return null
  return {
    window: 'PT24H',
    observed,
    expected: expected.mean,
    limit: null,
    surprise,
    baseline: 'own+peer',
    reason: `${observed} ${what}; usual for a day of this account and its role is about ${Math.round(expected.mean * 10) / 10}`,
  }
}
