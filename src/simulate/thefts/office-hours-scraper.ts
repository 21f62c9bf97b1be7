import { between, chance, wholeBetween } from '../random/draws.ts'
import { newTool } from '../company/sources.ts'
import type { Theft } from '../happening.ts'
import { hasRole } from '../scene.ts'
import { createHand, foreignWaybill } from './hand.ts'
import { officeHours, playStints, stintsEnd, stintsStart, workingDays } from './stint.ts'

/** The case of 2020: the account keeps doing its work while an outside tool reads other outlets' waybills through it. */
export const officeHoursScraper: Theft = {
  name: 'office-hours-scraper',
  description: "an outside tool reads foreign waybills among the clerk's own work",
  strengths: '1: 60 to 140 an hour for two to four days; below 0.12 it is under 500 a day at the most',
  plan: (scene) => {
    const { random, strength } = scene
    const [account] = scene.cast(1, hasRole('outlet-clerk'))
    if (account === undefined) return null
    const span = wholeBetween(random, 2, 4)
    const perHour = between(random, 60, 140) * strength
    const ownMachine = chance(random, 0.4)
    const hours = officeHours(account)
    const stints = workingDays(account, scene.firstDay(span + 1), span).map((day) => {
      return { day, ...hours, lookUps: perHour * (hours.toHour - hours.fromHour) }
    })
    const hand = createHand(scene, { account, source: ownMachine ? account.source : newTool(random) })
    const take = (at: number, { day }: { day: number }) =>
      hand.take(at, { waybills: [foreignWaybill(scene, hand, day)] })
    return {
      accounts: [account],
      fromMs: stintsStart(stints),
      toMs: stintsEnd(stints),
      params: { perHour: Math.round(perHour), ownMachine },
      acts: [playStints(hand, stints, take)],
    }
  },
}
