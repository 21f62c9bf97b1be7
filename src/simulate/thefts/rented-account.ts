import { drawRotation, newTool } from '../company/sources.ts'
import type { Theft } from '../happening.ts'
import { between, wholeBetween } from '../random/draws.ts'
import { hasRole } from '../scene.ts'
import { foreignWaybill } from '../work/hand.ts'
import { playTheft } from './play-theft.ts'

/**
 * The case of 2020: a clerk rents the account out for 500 yuan a day. An outside tool on a machine elsewhere
 * reads other outlets' waybills from morning to late evening, while the clerk goes on working. The scenario
 * may wish for an outlet, by its position on the map.
 */
export const rentedAccount: Theft = {
  name: 'rented-account',
  description:
    'an account rented out at 500 yuan a day, driven by an outside tool from elsewhere, as in the case of 2020',
  strengths:
    '1: 45 to 90 an hour, some 13 hours a day for four to six days; below about 0.6 it brings less than the rent',
  plan: (scene) => {
    const { random, strength, wish, world } = scene
    const place =
      typeof wish['outlet'] === 'number'
        ? world.network.outlets[wish['outlet'] % world.network.outlets.length]
        : null
    const isThere = (outletId: string) => place === null || place?.id === outletId
    const [account] = scene.cast(1, (one) => hasRole('outlet-clerk')(one) && isThere(one.workplace.id))
    if (account === undefined) return null
    const days = wholeBetween(random, 4, 6)
    const perHour = between(random, 45, 90) * strength
    const firstDay = scene.firstDay(days)
    const stints = Array.from({ length: days }, (_, step) => {
      const [fromHour, toHour] = [between(random, 8.5, 10.5), between(random, 21.5, 23.5)]
      return { day: firstDay + step, fromHour, toHour, lookUps: perHour * (toHour - fromHour) }
    })
    const rotateEvery = drawRotation(random)
    const params = { perHour: Math.round(perHour), days, rotateEvery: rotateEvery ?? 0 }
    return playTheft(
      scene,
      { account, source: newTool(random), stints, params, rotateEvery },
      (hand, { day }) => {
        return { waybills: [foreignWaybill(scene, hand, day)] }
      },
    )
  },
}
