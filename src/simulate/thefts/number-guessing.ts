import { between, chance, wholeBetween } from '../random/draws.ts'
import { newTool } from '../company/sources.ts'
import type { Waybill } from '../company/parcels.ts'
import type { Theft } from '../happening.ts'
import { hasRole } from '../scene.ts'
import { foreignWaybill, type Hand } from '../work/hand.ts'
import { playTheft } from './play-theft.ts'

/** Tries numbers around one that is known to exist; most were never issued. */
export const numberGuessing: Theft = {
  name: 'number-guessing',
  description: 'tries numbers around a known one; most are not found',
  strengths:
    '1: 200 to 500 tries an hour for three to six hours on two days, a fifth of them found; below 0.1 like a bad typist',
  plan: (scene) => {
    const { random, strength } = scene
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
    const guess = createGuess(stride)
    return playTheft(scene, { account, source: newTool(random), stints, params }, (hand, { day }) => {
      if (chance(hand.random, foundShare))
        return { waybills: [guess.found(hand, foreignWaybill(scene, hand, day))] }
      return { outcome: 'not_found', waybills: [guess.missed(hand)] }
    })
  },
}

/** Steps on from the last number that existed. */
function createGuess(stride: number) {
  let last = 4_100_000_000_000
  const found = (_: Hand, waybill: Waybill): Waybill => {
    last = Number(waybill.no.slice(2))
    return waybill
  }
  const missed = ({ random }: Hand): Waybill => {
    last += stride * (chance(random, 0.9) ? 1 : 10)
    return { no: `YT${last}`, outletIds: [] }
  }
  return { found, missed }
}
