import { newTool } from '../company/sources.ts'
import type { Theft } from '../happening.ts'
import { between, wholeBetween } from '../random/draws.ts'
import { hasRole } from '../scene.ts'
import { foreignWaybill } from '../work/hand.ts'
import { playTheft } from './play-theft.ts'
import { workingDays } from './stint.ts'

const ROWS = 20

/** Few look-ups, many records: result lists of twenty rows, page after page. */
export const listPages: Theft = {
  name: 'list-pages',
  description: 'pages through lists of twenty foreign waybills',
  strengths:
    '1: 8 to 20 pages an hour, four to six hours on two or three days; below about 0.3 less than 500 a day',
  plan: (scene) => {
    const { random, strength } = scene
    const [account] = scene.cast(1, hasRole('outlet-clerk', 'outlet-manager'))
    if (account === undefined) return null
    const days = wholeBetween(random, 2, 3)
    const pagesPerHour = between(random, 8, 20) * strength
    const fromHour = between(random, 9, 13)
    const hours = between(random, 4, 6)
    const stints = workingDays(account, scene.firstDay(days + 1), days).map((day) => {
      return { day, fromHour, toHour: fromHour + hours, lookUps: pagesPerHour * hours }
    })
    const params = { pagesPerHour: Math.round(pagesPerHour) }
    return playTheft(scene, { account, source: newTool(random), stints, params }, (hand, { day }) => {
      return {
        action: 'list',
        waybills: Array.from({ length: ROWS }, () => foreignWaybill(scene, hand, day)),
      }
    })
  },
}
