import { newTool } from '../company/sources.ts'
import type { Theft } from '../happening.ts'
import { between, wholeBetween } from '../random/draws.ts'
import { hasRole } from '../scene.ts'
import { mixedWaybill } from '../work/hand.ts'
import { playTheft } from './play-theft.ts'
import { officeHours, workingDays } from './stint.ts'

/** The owner works at the counter while somebody else, far away, uses the same account at a modest rate. */
export const twoPlaces: Theft = {
  name: 'two-places',
  description: 'one account used from two places at once',
  strengths:
    '1: 15 to 40 an hour from elsewhere through the working hours of three to five days; below 0.3 less than 100 a day',
  plan: (scene) => {
    const { random, strength } = scene
    const [account] = scene.cast(1, hasRole('outlet-clerk', 'customer-service'))
    if (account === undefined) return null
    const days = wholeBetween(random, 3, 5)
    const perHour = between(random, 15, 40) * strength
    const hours = officeHours(account)
    const stints = workingDays(account, scene.firstDay(days + 1), days).map((day) => {
      return { day, ...hours, lookUps: perHour * (hours.toHour - hours.fromHour) }
    })
    const params = { perHour: Math.round(perHour) }
    return playTheft(scene, { account, source: newTool(random), stints, params }, (hand, { day }) => {
      return { waybills: [mixedWaybill(scene, hand, { day, foreignShare: 0.6 })] }
    })
  },
}
