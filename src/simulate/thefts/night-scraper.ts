import { between, wholeBetween } from '../random/draws.ts'
import { otherOutlet } from '../company/parcels.ts'
import { newTool } from '../company/sources.ts'
import type { Theft } from '../happening.ts'
import { hasRole } from '../scene.ts'
import { playTheft } from './play-theft.ts'

/** Walks the labels of one outlet after the other by number, while the account's owner sleeps. */
export const nightScraper: Theft = {
  name: 'night-scraper',
  description: 'at night, from a new machine, consecutive numbers of other outlets',
  strengths:
    "1: 300 to 800 an hour from about 1 to 5 o'clock, one to three nights; below about 0.3 less than 500 a night",
  plan: (scene) => {
    const { random, strength } = scene
    const { network, parcels } = scene.world
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
    const nextLabel = createWalk(scene)
    const params = { perHour: Math.round(perHour), nights }
    return playTheft(scene, { account, source: newTool(random), stints, params }, () => ({
      waybills: [nextLabel()],
    }))

    function createWalk({ random }: typeof scene) {
      const newPlace = () =>
        otherOutlet(random, { network, outletId: account?.outlet.id ?? '', outsideShare: 0.4 })
      let [outlet, index, left] = [newPlace(), 0, 0]
      return () => {
        if (left === 0)
          [outlet, index, left] = [newPlace(), wholeBetween(random, 0, 400), wholeBetween(random, 80, 600)]
        left--
        return parcels.waybill(parcels.outbound(outlet, firstNight - 1, index++))
      }
    }
  },
}
