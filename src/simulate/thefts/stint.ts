import { HOUR_MS } from '../../contract/time-units.ts'
import { dayStart, weekPlaceOf } from '../calendar.ts'
import type { Account } from '../company/accounts.ts'
import { poisson } from '../random/draws.ts'
import type { Draft } from '../work/draft.ts'
import type { Hand } from '../work/hand.ts'
import { spreadOver } from '../work/pace.ts'

/** One stretch of work. Hours count from the midnight that begins `day`; after the next they exceed 24. */
export type Stint = {
  readonly day: number
  readonly fromHour: number
  readonly toHour: number
  /** Mean number of look-ups; at least one is made. */
  readonly lookUps: number
}

/**
 * Plays stints in order, one look-up at a time. Gaps between look-ups are heavy-tailed, like those of people.
 */
export function* playStints(
  hand: Hand,
  stints: Iterable<Stint>,
  make: (at: number, stint: Stint) => Draft,
): Generator<Draft> {
  for (const stint of stints) {
    const fromMs = dayStart(stint.day) + stint.fromHour * HOUR_MS
    const toMs = dayStart(stint.day) + stint.toHour * HOUR_MS
    const count = Math.max(1, poisson(hand.random, stint.lookUps))
    for (const at of spreadOver(hand.random, { fromMs, toMs, count })) yield make(at, stint)
  }
}

export const stintsStart = (stints: readonly Stint[]): number =>
  Math.min(...stints.map(({ day, fromHour }) => dayStart(day) + fromHour * HOUR_MS))
export const stintsEnd = (stints: readonly Stint[]): number =>
  Math.max(...stints.map(({ day, toHour }) => dayStart(day) + toHour * HOUR_MS))

/** The first `count` days from `firstDay` on that are not days off of the account's owner. */
export function workingDays(account: Account, firstDay: number, count: number): number[] {
  const days = Array.from({ length: count * 2 + 2 }, (_, step) => firstDay + step)
  return days.filter((day) => !account.habits.restDays.includes(weekPlaceOf(day))).slice(0, count)
}

/** The hours of the day between which the owner does nine tenths of the work. */
export function officeHours({ habits }: Account): { fromHour: number; toHour: number } {
  let done = 0
  const cumulative = habits.hours.map((share) => (done += share))
  return {
    fromHour: cumulative.findIndex((sum) => sum > 0.05),
    toHour: cumulative.findIndex((sum) => sum >= 0.95) + 1,
  }
}
