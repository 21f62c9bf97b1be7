import type { Theft } from '../happening.ts'
import { mixedWaybill } from '../work/hand.ts'
import { isBusyClerk } from './busy-clerk.ts'
import { playTheft } from './play-theft.ts'
import { officeHours, workingDays } from './stint.ts'

/**
 * Measures resistance to drift: from a clerk's normal day, the total grows by a fixed share on every working
 * day. The added look-ups are the theft. The scenario wishes for `growth` and `foreignShare`.
 */
export const slowRamp: Theft = {
  name: 'slow-ramp',
  description: "from a clerk's normal day a fixed share more every working day, compounding",
  strengths: '1: the growth as the scenario has it; strength multiplies it',
  plan: (scene) => {
    const [account] = scene.cast(1, isBusyClerk)
    if (account === undefined) return null
    const growth = Number(scene.wish['growth']) * scene.strength
    const foreignShare = Number(scene.wish['foreignShare'])
    const usual = account.habits.waybillsPerDay
    const hours = officeHours(account)
    const firstDay = scene.firstDay(1)
    const stints = workingDays(account, firstDay, scene.world.days - firstDay).map((day, step) => {
      return { day, ...hours, lookUps: Math.min(5000, usual * ((1 + growth) ** (step + 1) - 1)) }
    })
    const params = { growth, foreignShare, usualPerDay: Math.round(usual) }
    return playTheft(scene, { account, source: account.source, stints, params }, (hand, { day }) => {
      return { waybills: [mixedWaybill(scene, hand, { day, foreignShare })] }
    })
  },
}
