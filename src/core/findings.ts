// What detectors make their findings with.
import { DAY_MS } from '../contract/time-units.ts'
import type { Expected } from './baselines/expected.ts'
import type { Counted, Finding } from './detector.ts'
import { isProportional, type Habit } from './habits/habit.ts'
import { sayCount, sayMean } from './say-number.ts'
import type { View } from './view.ts'
import type { WindowName } from './windows/windows.ts'

type Comparison = {
  readonly window: WindowName
  readonly observed: number
  readonly expected: Expected
  readonly minSurprise: number
  readonly counted?: Counted
  /** Completes the sentence "31 ...; usual for this account and its role ... is about 4". */
  readonly what: string
  readonly when?: string
  /** How many times `expected` is what is usual, because so much else was done. */
  readonly timesUsual?: number
  /** Both together are the limit; without them there is none. */
  readonly limits?: Limits
}

/** So many, and so many times what is expected. */
type Limits = { readonly limitCount: number; readonly limitTimesUsual: number }

/** A count of a window against the baseline; null where it is not surprising enough. */
export const baselineFinding = (view: View, comparison: Comparison): Finding | null => {
  const { window, observed, expected, minSurprise, counted = 'window', limits } = comparison
  if (observed <= expected.mean) return null
  const surprise = view.surpriseAtLeast(observed, expected, minSurprise)
  if (surprise === null) return null
  return {
    window,
    observed: Math.round(observed),
    expected: expected.mean,
    limit: limits === undefined ? null : crossedLimit(view, observed, expected.mean, limits),
    surprise,
    baseline: 'own+peer',
    counted,
    reason: () => reasonOf(view, comparison),
  }
}

const reasonOf = (
  view: View,
  { observed, expected, what, when = '', timesUsual = 1 }: Comparison,
): string => {
  const whose = `for this account and ${view.colleagues}${when}`
  const [mean, asBusy] = [sayMean(expected.mean / timesUsual), sayMean(expected.mean)]
  const usual = view.isSettled
    ? `usual ${whose} is ${mean}`
    : `${mean} is assumed ${whose} until more is known`
  const more = asBusy === mean ? '' : `, or ${asBusy} for as much work as now`
  return `${sayCount(observed)} ${what}; ${usual}${more}`
}

/** So young an account has no last days to speak of. */
const LEAST_AGE_MS = 3 * DAY_MS

/** Whether an account that reads so much is known for long enough for a finding about its last days. */
export const isLongKnown = (view: View, minDistinct: number): boolean =>
  view.distinct('PT24H') >= minDistinct && view.ageMs >= LEAST_AGE_MS && view.isSettled

/** The more surprising of two findings. */
export const moreSurprising = (a: Finding | null, b: Finding | null): Finding | null =>
  a !== null && (b === null || a.surprise > b.surprise) ? a : b

/**
 * What `habitFinding` needs. Below `minCount` a day, or below `minSurprise`, it is silent. At `limitCount` and
 * `limitTimesUsual` together, and rare for the role as well, it no longer waits for other signs: then it is a limit of the policy that
 * was crossed. It goes on counting among the signs.
 */
type HabitThresholds = Limits & {
  readonly minCount: number
  readonly minSurprise: number
}

/** A habit's count of the day against a usual day. `what` completes the sentence "12 ...; usual ... is about 1". */
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
  const timesUsual = isProportional(habit) ? busynessFor(view, habit, { observed, usual: usualDay.mean }) : 1
  const expected = timesUsual === 1 ? usualDay : { ...usualDay, mean: usualDay.mean * timesUsual }
  return baselineFinding(view, {
    window: 'PT24H',
    observed,
    expected,
    minSurprise: thresholds.minSurprise,
    counted: 'day',
    what,
    when: ' in a day',
    timesUsual,
    limits: thresholds,
  })
}

/** The limit that was crossed, or null. Most look-ups are far below it, and pay no more than a comparison. */
const crossedLimit = (
  view: View,
  observed: number,
  mean: number,
  { limitCount, limitTimesUsual }: Limits,
): number | null => {
  if (observed < limitCount || !view.isSettled) return null
  return limitIn(observed, limitCount, mean * limitTimesUsual)
}

/** The limit that was crossed, the higher of a count and of a multiple of what was held against it; null where it was not. */
export const limitIn = (observed: number, count: number, multiple: number): number | null => {
  const limit = Math.ceil(Math.max(count, multiple))
  return observed >= limit ? limit : null
}

/** A day is not busy by what is unmasked on it: that is judged beside the other waybills, unless it is most of what is usually done. */
const busynessFor = (
  view: View,
  habit: Habit,
  { observed, usual }: { readonly observed: number; readonly usual: number },
): number => {
  if (habit !== 'reveals') return busyness(view, 'day')
  const others = view.usual().day.mean - usual
  return others > usual ? Math.max(1, (view.reading('day') - observed) / others) : busyness(view, 'day')
}

/**
 * How many times as much as usual is read in a window, at least 1. What grows with the work is judged beside it: the work itself is for
 * other detectors.
 */
export const busyness = (view: View, window: 'PT1H' | 'day' | 'PT24H'): number => {
  const { hour, day } = view.usual()
  return Math.max(1, view.reading(window) / (window === 'PT1H' ? hour : day).mean)
}
