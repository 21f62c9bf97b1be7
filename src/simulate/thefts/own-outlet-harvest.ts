import type { Theft } from '../happening.ts'
import { between, wholeBetween } from '../random/draws.ts'
import { ownWaybill } from '../work/hand.ts'
import { isBusyClerk } from './busy-clerk.ts'
import { playTheft } from './play-theft.ts'
import { officeHours, workingDays } from './stint.ts'

/** Sells the own outlet's waybills: each has a plausible reason, but there are too many of them. */
export const ownOutletHarvest: Theft = {
  name: 'own-outlet-harvest',
  description: "the own outlet's book at 3 to 5 times the usual; nothing is foreign",
  strengths: '1: 3 to 5 times the usual day for five to eight days; below 0.5 it is less than a busy day',
  plan: (scene) => {
    const { random, strength } = scene
    const [account] = scene.cast(1, isBusyClerk)
    if (account === undefined) return null
    const days = wholeBetween(random, 5, 8)
    const times = 1 + (between(random, 3, 5) - 1) * strength
    const hours = officeHours(account)
    const stints = workingDays(account, scene.firstDay(days + 2), days).map((day) => {
      return { day, ...hours, lookUps: account.habits.waybillsPerDay * (times - 1) }
    })
    const params = {
      timesUsual: Number(times.toFixed(2)),
      usualPerDay: Math.round(account.habits.waybillsPerDay),
    }
    return playTheft(scene, { account, source: account.source, stints, params }, (hand, { day }) => {
      return { waybills: [ownWaybill(scene, hand, day)] }
    })
  },
}
