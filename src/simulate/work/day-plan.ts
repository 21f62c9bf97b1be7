import { chance, lognormal, normal } from '../random/draws.ts'
import type { Random } from '../random/create-random.ts'
import type { Account, Habits } from '../company/accounts.ts'
import { weekdayOf } from '../calendar.ts'

/** How much work one person has on one day, as a multiple of the own usual day; 0 is a day off. */
export type DayPlan = { readonly day: number; readonly factor: number }

/** Assumed: sick and private days, and that a busy day is followed by a busy day (correlation 0.3). */
const ABSENT_SHARE = 0.02
const CARRY_OVER = 0.3
/** Burst days are real work (call lists): a hundredth of the days is 2 to 5 times the usual. */
const BURST_SHARE = 0.01
const SUNDAY_FACTOR = 0.8

/** Plans days in order; remembers how busy yesterday was. */
export function createDayPlanner(random: Random, account: Account): (day: number, habits: Habits) => DayPlan {
  let busyness = normal(random)
  return (day, habits) => {
    busyness = CARRY_OVER * busyness + Math.sqrt(1 - CARRY_OVER ** 2) * normal(random)
    const burst = chance(random, BURST_SHARE) ? lognormal(random, 3, 0.3) : 1
    const absent = chance(random, ABSENT_SHARE)
    const automatic = account.role.source === 'server'
    if (!automatic && (absent || habits.restDays.includes(weekdayOf(day)))) return { day, factor: 0 }
    const weekday = weekdayOf(day) === 6 ? SUNDAY_FACTOR : 1
    const bursts = account.role.book === 'labels' ? 1 : burst
    return { day, factor: weekday * bursts * Math.exp(habits.spreadWithin * busyness) }
  }
}
