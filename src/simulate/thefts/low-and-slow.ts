import type { Theft } from '../happening.ts'
import { between, wholeBetween } from '../random/draws.ts'
import { hasRole } from '../scene.ts'
import { mixedWaybill } from '../work/hand.ts'
import { playTheft } from './play-theft.ts'
import { workingDays } from './stint.ts'

/** Takes what the rent is worth, 300 to 500 records a day, at a person's pace on the usual machine. */
export const lowAndSlow: Theft = {
  name: 'low-and-slow',
  description: "300 to 500 a day at a person's pace from the usual machine, for a week or more",
  strengths: '1: at the worth of the rent (500 records a day); anything below 1 no longer pays it',
  plan: (scene) => {
    const { random, strength } = scene
    const [account] = scene.cast(1, hasRole('outlet-clerk', 'outlet-manager'))
    if (account === undefined) return null
    const days = wholeBetween(random, 6, 9)
    const perDay = between(random, 300, 500) * strength
    const foreignShare = between(random, 0.7, 1)
    const stints = workingDays(account, scene.firstDay(days + 2), days).map((day) => {
      return { day, fromHour: between(random, 7.5, 9.5), toHour: between(random, 18, 21), lookUps: perDay }
    })
    const params = { perDay: Math.round(perDay), foreignShare: Number(foreignShare.toFixed(2)) }
    return playTheft(scene, { account, source: account.source, stints, params }, (hand, { day }) => {
      return { waybills: [mixedWaybill(scene, hand, { day, foreignShare })] }
    })
  },
}
