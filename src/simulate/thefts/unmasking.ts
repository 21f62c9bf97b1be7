import type { Theft } from '../happening.ts'
import { between, wholeBetween } from '../random/draws.ts'
import { hasRole } from '../scene.ts'
import { mixedWaybill } from '../work/hand.ts'
import { playTheft } from './play-theft.ts'
import { officeHours, workingDays } from './stint.ts'

/** Phone numbers are what sells, so every look-up unmasks one. */
export const unmasking: Theft = {
  name: 'unmasking',
  description: "unmasks (reveals) far more than peers, most of it the own outlet's",
  strengths: '1: 80 to 200 reveals a day for three to six days; below about 0.2 within what colleagues do',
  plan: (scene) => {
    const { random, strength } = scene
    const [account] = scene.cast(1, hasRole('outlet-clerk'))
    if (account === undefined) return null
    const days = wholeBetween(random, 3, 6)
    const perDay = between(random, 80, 200) * strength
    const stints = workingDays(account, scene.firstDay(days + 1), days).map((day) => {
      return { day, ...officeHours(account), lookUps: perDay }
    })
    const params = { perDay: Math.round(perDay) }
    return playTheft(scene, { account, source: account.source, stints, params }, (hand, { day }) => {
      return { action: 'reveal', waybills: [mixedWaybill(scene, hand, { day, foreignShare: 0.2 })] }
    })
  },
}
