import { dayStart } from '../calendar.ts'
import type { Theft } from '../happening.ts'
import { between, wholeBetween } from '../random/draws.ts'
import { hasRole } from '../scene.ts'
import { mixedWaybill } from '../work/hand.ts'
import { playTheft } from './play-theft.ts'
import { officeHours, workingDays } from './stint.ts'

/** Hired to steal: works honestly beside the theft, but has no honest history to compare with. */
export const maliciousFromDayOne: Theft = {
  name: 'malicious-from-day-one',
  description: 'a new account that harvests from its first day',
  strengths:
    '1: 150 to 400 a day for four to seven days beside the work; below about 0.5 less than 150 a day',
  plan: (scene) => {
    const { random, strength } = scene
    const [account] = scene.cast(1, hasRole('outlet-clerk', 'courier'))
    if (account === undefined) return null
    const days = wholeBetween(random, 4, 7)
    const firstDay = scene.firstDay(days + 1)
    const perDay = between(random, 150, 400) * strength
    const stints = workingDays(account, firstDay, days).map((day) => {
      return { day, ...officeHours(account), lookUps: perDay }
    })
    const changes = [{ account: account.index, fromMs: 0, toMs: dayStart(firstDay), away: true }]
    const params = { perDay: Math.round(perDay) }
    return playTheft(scene, { account, source: account.source, stints, params, changes }, (hand, { day }) => {
      return { waybills: [mixedWaybill(scene, hand, { day, foreignShare: 0.75 })] }
    })
  },
}
