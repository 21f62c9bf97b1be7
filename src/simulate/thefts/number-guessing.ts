import { otherOutlet } from '../company/parcels.ts'
import { newTool } from '../company/sources.ts'
import type { Theft } from '../happening.ts'
import { below, between, chance, wholeBetween } from '../random/draws.ts'
import { hasRole } from '../scene.ts'
import { playTheft } from './play-theft.ts'

/** Tries numbers around a known one; most of them were never issued. */
export const numberGuessing: Theft = {
  name: 'number-guessing',
  description: 'tries numbers around a known one; most are not found',
  strengths:
    '1: 200 to 500 tries an hour for three to six hours on two days, a fifth of them found; below 0.1 like a bad typist',
  plan: (scene) => {
    const { random, strength } = scene
    const { network } = scene.world
    const [account] = scene.cast(1, hasRole('outlet-clerk', 'courier', 'data-entry'))
    if (account === undefined) return null
    const perHour = between(random, 200, 500) * strength
    const foundShare = between(random, 0.12, 0.3)
    const hours = between(random, 3, 6)
    const firstDay = scene.firstDay(2)
    const stints = [0, 1].map((step) => {
      const fromHour = between(random, 10, 17)
      return { day: firstDay + step, fromHour, toHour: fromHour + hours, lookUps: perHour * hours }
    })
    const stride = wholeBetween(random, 1, 7)
    const params = { perHour: Math.round(perHour), foundShare: Number(foundShare.toFixed(2)), stride }
    const { inbound, isIssued, waybill } = scene.world.parcels
    let last = 0
    return playTheft(scene, { account, source: newTool(random), stints, params }, (hand, { day }) => {
      if (last === 0 || chance(hand.random, foundShare)) {
        const place = otherOutlet(hand.random, { network, outletId: account.outlet.id, outsideShare: 0.3 })
        const found = waybill(
          inbound(place, day - below(hand.random, 4), below(hand.random, place.inboundPerDay)),
        )
        last = Number(found.no.slice(2))
        return { waybills: [found] }
      }
      do last += stride
      while (isIssued(last))
      return { outcome: 'not_found', waybills: [{ no: `YT${last}`, outletIds: [] }] }
    })
  },
}
