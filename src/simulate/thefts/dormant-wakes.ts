import { dayStart } from '../calendar.ts'
import { newTool } from '../company/sources.ts'
import type { Theft } from '../happening.ts'
import { between, wholeBetween } from '../random/draws.ts'
import { hasRole } from '../scene.ts'
import { FOREVER_MS } from '../work/change.ts'
import { mixedWaybill } from '../work/hand.ts'
import { playTheft } from './play-theft.ts'

/** Somebody left, the account was never closed, and a thief uses it from a new machine. */
export const dormantWakes: Theft = {
  name: 'dormant-wakes',
  description: 'the account of somebody who left wakes up on a new machine',
  strengths: '1: 150 to 400 a day for two to four days; below about 0.5 it brings less than 150 a day',
  plan: (scene) => {
    const { random, strength } = scene
    const [account] = scene.cast(1, hasRole('outlet-clerk', 'courier', 'customer-service'))
    if (account === undefined) return null
    const leaves = wholeBetween(random, 2, Math.max(3, Math.floor(scene.world.days * 0.2)))
    const days = wholeBetween(random, 2, 4)
    const wakes = Math.max(leaves + 8, scene.firstDay(days + 1))
    const perDay = between(random, 150, 400) * strength
    const stints = Array.from({ length: days }, (_, step) => {
      return {
        day: wakes + step,
        fromHour: between(random, 8, 11),
        toHour: between(random, 14, 23),
        lookUps: perDay,
      }
    })
    const changes = [{ account: account.index, fromMs: dayStart(leaves), toMs: FOREVER_MS, away: true }]
    const params = { perDay: Math.round(perDay), daysAsleep: wakes - leaves }
    return playTheft(
      scene,
      { account, source: newTool(random), stints, params, changes },
      (hand, { day }) => {
        return { waybills: [mixedWaybill(scene, hand, { day, foreignShare: 0.85 })] }
      },
    )
  },
}
