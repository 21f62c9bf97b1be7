import { drawRotation, newTool } from '../company/sources.ts'
import type { Theft } from '../happening.ts'
import { between, chance, wholeBetween } from '../random/draws.ts'
import { hasRole } from '../scene.ts'
import { foreignWaybill } from '../work/hand.ts'
import { playTheft } from './play-theft.ts'
import { officeHours, workingDays } from './stint.ts'

/** A tool reads other outlets' waybills while the owner works on, from the owner's machine or another. */
export const officeHoursScraper: Theft = {
  name: 'office-hours-scraper',
  description: "a tool reads foreign waybills in office hours, among the clerk's own work",
  strengths: '1: 60 to 140 an hour for two to four days; below about 0.4 it brings less than 500 a day',
  plan: (scene) => {
    const { random, strength } = scene
    const [account] = scene.cast(1, hasRole('outlet-clerk'))
    if (account === undefined) return null
    const days = wholeBetween(random, 2, 4)
    const perHour = between(random, 60, 140) * strength
    const ownMachine = chance(random, 0.4)
    const hours = officeHours(account)
    const stints = workingDays(account, scene.firstDay(days + 1), days).map((day) => {
      return { day, ...hours, lookUps: perHour * (hours.toHour - hours.fromHour) }
    })
    const elsewhere = newTool(random)
    const rotateEvery = ownMachine ? null : drawRotation(random)
    const ownProgram = ownMachine && chance(random, 0.5)
    const own = ownProgram ? account.source : { ...account.source, userAgent: elsewhere.userAgent }
    const source = ownMachine ? own : elsewhere
    const params = { perHour: Math.round(perHour), ownMachine, ownProgram, rotateEvery: rotateEvery ?? 0 }
    return playTheft(scene, { account, source, stints, params, rotateEvery }, (hand, { day }) => {
      return { waybills: [foreignWaybill(scene, hand, day)] }
    })
  },
}
