import type { Theft } from '../happening.ts'
import { below, between, chance, wholeBetween } from '../random/draws.ts'
import { hasRole } from '../scene.ts'
import { ownWaybill } from '../work/hand.ts'
import { playTheft } from './play-theft.ts'
import { officeHours, workingDays } from './stint.ts'

/** Most numbers that an export event names, if the log names them at all. */
const NAMED_ROWS = 200

/**
 * A few exports a day, each of hundreds of rows or more. In half of the thefts the log only counts the rows.
 */
export const largeExports: Theft = {
  name: 'large-exports',
  description: 'a few exports of hundreds to thousands of rows',
  strengths:
    '1: 300 to 2,200 rows an export, one or more a day (1.7 on average) on two or three days; below about 0.1 like an ordinary export',
  plan: (scene) => {
    const { random, strength } = scene
    const [account] = scene.cast(1, hasRole('outlet-manager', 'outlet-clerk'))
    if (account === undefined) return null
    const days = wholeBetween(random, 2, 3)
    const rows = Math.max(1, Math.round(between(random, 300, 2000) * strength))
    const countOnly = chance(random, 0.5)
    const stints = workingDays(account, scene.firstDay(days + 1), days).map((day) => {
      return { day, ...officeHours(account), lookUps: 1.5 }
    })
    return playTheft(
      scene,
      { account, source: account.source, stints, params: { rows, countOnly } },
      (hand, { day }) => {
        const recordCount = rows + below(hand.random, Math.ceil(rows / 10))
        const named = countOnly ? 0 : Math.min(NAMED_ROWS, recordCount)
        return {
          action: 'export',
          recordCount,
          waybills: Array.from({ length: named }, () => ownWaybill(scene, hand, day)),
        }
      },
    )
  },
}
