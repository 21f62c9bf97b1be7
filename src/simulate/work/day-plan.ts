import { weekPlaceOf } from '../calendar.ts'
import type { Account, Habits } from '../company/accounts.ts'
import type { Random } from '../random/create-random.ts'
import { chance, lognormal, normal } from '../random/draws.ts'

/** How much work one person has on one day, as multiples of the own usual day. */
export type DayPlan = {
  readonly day: number
  /** Ordinary ups and downs; 0 is a day off. */
  readonly factor: number
  /** 1, or what a burst day has. */
  readonly burst: number
}

/** Assumed: sick and private days, and that a busy day is followed by a busy day (correlation 0.3). */
const ABSENT_SHARE = 0.02
const CARRY_OVER = 0.3
/**
 * Burst days are real work (call lists): a hundredth of the days is 2 to 5 times the usual. Rounds and labels have none:
 * a truck holds what it holds.
 */
const BURST_SHARE = 0.01
const SUNDAY_FACTOR = 0.8

/** Plans days in order; remembers how busy yesterday was. `sunday` is a place in the week that begins with the log. */
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
