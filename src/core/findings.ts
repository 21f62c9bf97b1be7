// Helpers from which detectors build their findings.
import type { Expected } from './baselines/expected.ts'
import type { Counted, Finding } from './detector.ts'
import { FEW_RECORDS, isProportional, type Habit } from './habits/habit.ts'
import { EARLIER_DAYS_MS } from './peers/log-age.ts'
import { sayCount, sayMean } from './say-number.ts'
import type { View } from './view.ts'
import type { WindowName } from './windows/levels.ts'

type Comparison = {
  readonly window: WindowName
  readonly observed: number
  readonly expected: Expected
  readonly minSurprise: number
  readonly counted?: Counted
  /** What was counted: completes the sentence "31 ...; usual for this account and its role: about 4 a day". */
  readonly what: string
  /** Follows the usual number in that sentence: " a day". */
  readonly when?: string
  /** The factor by which `expected` exceeds the usual mean, because more is done now than usual. */
  readonly timesUsual?: number
  /** The limit is crossed if both are reached; absent if there is no limit. */
  readonly limits?: Limits
}

/** A minimum count, and a minimum multiple of what is expected. */
type Limits = { readonly limitCount: number; readonly limitTimesUsual: number }

/** Compares a window's count with the baseline; null if it is not surprising enough. */
export const baselineFinding = (view: View, comparison: Comparison): Finding | null => {
  const { window, observed, expected, minSurprise, counted = 'window', limits } = comparison
  if (observed <= expected.mean) return null
  const score = view.surpriseAtLeast(observed, expected, minSurprise)
  if (score === null) return null
  return {
    window,
    observed: Math.round(observed),
    expected: expected.mean,
    limit: limits === undefined ? null : crossedLimit(view, observed, expected.mean, limits),
    score,
    baseline: 'own+peer',
    counted,
    reason: () => reasonOf(view, comparison),
  }
}

const reasonOf = (
  view: View,
  { observed, expected, what, when = '', timesUsual = 1 }: Comparison,
): string => {
  const whose = `for this account and ${view.colleagues}`
  const [mean, asBusy] = [sayMean(expected.mean / timesUsual), sayMean(expected.mean)]
  const usual = view.isSettled ? `usual ${whose}` : `assumed ${whose} until more is known`
  const more = asBusy === mean ? '' : `, or ${asBusy} when it reads as much as it does now`
  return `${sayCount(observed)} ${what}; ${usual}: ${mean}${when}${more}`
}

/**
 * Whether a finding about the account's last days makes sense: it reads at least `minDistinct` in 24 hours,
 * it is old enough, and its role's baseline is settled.
 */
export const isLongKnown = (view: View, minDistinct: number): boolean =>
  view.distinct('PT24H') >= minDistinct && view.ageMs >= EARLIER_DAYS_MS && view.isSettled

/** Says in a sentence that foreign waybills were left out as a truckload. A few share an outlet by chance. */
export const sayTruckload = (leftOut: number): string =>
  leftOut < FEW_RECORDS ? '' : ', not counting a possible misrouted truckload'

/** The more surprising of two findings. */
export const moreSurprising = (a: Finding | null, b: Finding | null): Finding | null =>
  a !== null && (b === null || a.score > b.score) ? a : b

/**
 * Thresholds of `habitFinding`. Below `minCount` a day, or below `minSurprise`, there is no finding. If
 * `limitCount` and `limitTimesUsual` are both reached, and the day is rare for the role (found.ts), a limit
 * of the policy is crossed, which raises an alert without other signs. The finding still counts among the
 * signs.
 */
type HabitThresholds = Limits & {
  readonly minCount: number
  readonly minSurprise: number
}

/**
 * Compares a habit's count of today with a usual day. `what` completes the sentence "12 ...; usual ...:
 * about 1 a day".
 */
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
    when: ' a day',
    timesUsual,
    limits: thresholds,
  })
}

/**
 * The limit that was crossed, or null. Most look-ups are far below it and cost no more than the first
 * comparison.
 */
const crossedLimit = (
  view: View,
  observed: number,
  mean: number,
  { limitCount, limitTimesUsual }: Limits,
): number | null => {
  if (observed < limitCount || !view.isSettled) return null
  return limitIn(observed, limitCount, mean * limitTimesUsual)
}

/** The higher of `count` and `multiple`, rounded up, if `observed` reaches it; else null. */
export const limitIn = (observed: number, count: number, multiple: number): number | null => {
  const limit = Math.ceil(Math.max(count, multiple))
  return observed >= limit ? limit : null
}

/**
 * As `busyness` of the day, except that unmasking does not make a day busy: unmasked waybills are compared
 * with all others, unless they are most of the usual work.
 */
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
 * Waybills read in a window as a multiple of the usual number, at least 1. Habits that grow with the work are
 * judged relative to it; the amount of work is judged by other detectors.
 */
export const busyness = (view: View, window: 'PT1H' | 'day' | 'PT24H'): number => {
  const { hour, day } = view.usual()
  return Math.max(1, view.reading(window) / (window === 'PT1H' ? hour : day).mean)
}
