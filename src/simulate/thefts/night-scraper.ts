import { otherOutlet, type Waybill } from '../company/parcels.ts'
import { drawRotation, newTool } from '../company/sources.ts'
import type { Theft } from '../happening.ts'
import { below, between, wholeBetween } from '../random/draws.ts'
import { hasRole, type Scene } from '../scene.ts'
import { playTheft } from './play-theft.ts'

/** Walks through the labels of one outlet after another by number, while the account's owner sleeps. */
export const nightScraper: Theft = {
  name: 'night-scraper',
  description: 'at night, from a new machine, consecutive numbers of other outlets',
  strengths:
    "1: 300 to 800 an hour from about 1 to 5 o'clock, one to three nights; below about 0.3 less than 500 a night",
  plan: (scene) => {
    const { random, strength } = scene
    const [account] = scene.cast(1, hasRole('outlet-clerk', 'courier'))
    if (account === undefined) return null
    const nights = wholeBetween(random, 1, 3)
    const perHour = between(random, 300, 800) * strength
    const fromHour = between(random, 0.5, 2)
    const toHour = between(random, 4, 5.5)
    const firstNight = scene.firstDay(nights)
    const stints = Array.from({ length: nights }, (_, night) => {
      return { day: firstNight + night, fromHour, toHour, lookUps: perHour * (toHour - fromHour) }
    })
    const nextLabel = walkLabels(scene, { avoid: account.outlet.id, day: firstNight - 1 })
    const rotateEvery = drawRotation(random)
    const params = { perHour: Math.round(perHour), nights, rotateEvery: rotateEvery ?? 0 }
    const play = { account, source: newTool(random), stints, params, rotateEvery }
    return playTheft(scene, play, () => ({ waybills: [nextLabel()] }))
  },
}

/** Yields one outlet's labels of the day in order of their numbers, then another outlet's. */
function walkLabels({ random, world }: Scene, { avoid, day }: { avoid: string; day: number }): () => Waybill {
  const { network, parcels } = world
  const newPlace = () => otherOutlet(random, { network, outletId: avoid, outsideShare: 0.4 })
  let [outlet, index, left] = [newPlace(), 0, 0]
  return () => {
    if (left === 0) [outlet, index, left] = [newPlace(), below(random, 400), wholeBetween(random, 80, 600)]
    left--
    return parcels.waybill(parcels.outbound(outlet, day, index++))
  }
}
