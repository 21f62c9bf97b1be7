import { weekPlaceOf } from '../calendar.ts'
import type { Account, Habits } from '../company/accounts.ts'
import type { Random } from '../random/create-random.ts'
import { chance, lognormal, normal } from '../random/draws.ts'

/** One person's work on one day, as multiples of that person's usual day. */
export type DayPlan = {
  readonly day: number
  /** Ordinary variation; 0 is a day off. */
  readonly factor: number
  /** Extra factor on a burst day, else 1. */
  readonly burst: number
}

/** Assumed: sick and private days, and that a busy day is followed by a busy day (correlation 0.3). */
const ABSENT_SHARE = 0.02
const CARRY_OVER = 0.3
/**
 * Burst days are real work, such as call lists: one day in a hundred is typically 2 to 5 times the usual.
 * Rounds and labels have none, because a truck holds only so much.
 */
const BURST_SHARE = 0.01
const SUNDAY_FACTOR = 0.8

/** Plans days in order, remembering how busy yesterday was. `sunday` is its position in the log's week. */
export function createDayPlanner(
  random: Random,
  account: Account,
  sunday: number,
): (day: number, habits: Habits) => DayPlan {
  let busyness = normal(random)
  return (day, habits) => {
    busyness = CARRY_OVER * busyness + Math.sqrt(1 - CARRY_OVER ** 2) * normal(random)
    const bursts =
      chance(random, BURST_SHARE) && account.role.book !== 'round' && account.role.book !== 'labels'
    const burst = bursts ? lognormal(random, 3, 0.3) : 1
    const absent = chance(random, ABSENT_SHARE)
    const automatic = account.role.source === 'server'
    if (!automatic && (absent || habits.restDays.includes(weekPlaceOf(day)))) return { day, factor: 0, burst }
    const weekday = weekPlaceOf(day) === sunday ? SUNDAY_FACTOR : 1
    return { day, factor: weekday * Math.exp(habits.spreadWithin * busyness), burst }
  }
}
