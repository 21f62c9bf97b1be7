import { honeyWaybills } from '../company/honey.ts'
import type { Theft } from '../happening.ts'
import { between, chance, pick, wholeBetween } from '../random/draws.ts'
import { hasRole } from '../scene.ts'
import { foreignWaybill } from '../work/hand.ts'
import { playTheft } from './play-theft.ts'
import { officeHours, workingDays } from './stint.ts'

/** Works off a bought list of numbers into which decoys were planted. */
export const honeyWaybill: Theft = {
  name: 'honey-waybill',
  description: 'works off a list of numbers that holds decoys (numbers never issued)',
  strengths:
    '1: 25 to 70 a day for four to seven days, one in 30 a decoy; the amount never paid, the list shows intent',
  plan: (scene) => {
    const { random, strength, world } = scene
    const [account] = scene.cast(1, hasRole('outlet-clerk', 'courier'))
    if (account === undefined) return null
    const days = wholeBetween(random, 4, 7)
    const perDay = between(random, 25, 70) * strength
    const decoys = honeyWaybills(world.seed)
    const stints = workingDays(account, scene.firstDay(days + 1), days).map((day) => {
      return { day, ...officeHours(account), lookUps: perDay }
    })
    const params = { perDay: Math.round(perDay), decoyShare: 1 / 30 }
    return playTheft(scene, { account, source: account.source, stints, params }, (hand, { day }) => {
      const isDecoy = chance(hand.random, params.decoyShare)
      return { waybills: [isDecoy ? pick(hand.random, decoys) : foreignWaybill(scene, hand, day)] }
    })
  },
}
