import type { Theft } from '../happening.ts'
import { between } from '../random/draws.ts'
import { mixedWaybill } from '../work/hand.ts'
import { isBusyClerk } from './busy-clerk.ts'
import { playTheft } from './play-theft.ts'
import { officeHours, workingDays } from './stint.ts'

/** Takes a little more each working day, so that the baseline learns the theft as it grows. */
export const boilingFrog: Theft = {
  name: 'boiling-frog',
  description: 'a little more each day, own and foreign mixed, to poison the baseline',
  strengths:
    '1: starts at a fifth of the usual day on top and grows 25 to 45 % a day; with less it stays below 500 a day',
  plan: (scene) => {
    const { random, strength } = scene
    const [account] = scene.cast(1, isBusyClerk)
    if (account === undefined) return null
    const growth = between(random, 0.25, 0.45) * strength
    const foreignShare = between(random, 0.3, 0.7)
    const start = Math.max(5, account.habits.waybillsPerDay * 0.2) * strength
    const hours = officeHours(account)
    const firstDay = Math.min(scene.firstDay(14), Math.ceil(scene.world.days * 0.5))
    const stints = workingDays(account, firstDay, scene.world.days - firstDay).map((day, step) => {
      return { day, ...hours, lookUps: Math.min(800, start * (1 + growth) ** step) }
    })
    const params = { growth: Number(growth.toFixed(3)), foreignShare: Number(foreignShare.toFixed(2)) }
    return playTheft(scene, { account, source: account.source, stints, params }, (hand, { day }) => {
      return { waybills: [mixedWaybill(scene, hand, { day, foreignShare })] }
    })
  },
}
