import { HOUR_MS } from '../../contract/time-units.ts'
import { dayStart } from '../calendar.ts'
import type { Oddity } from '../happening.ts'
import { below, wholeBetween } from '../random/draws.ts'
import { hasRole } from '../scene.ts'
import { createHand } from '../work/hand.ts'
import { spreadOver } from '../work/pace.ts'

/** The month's books are closed: hundreds of the outlet's own waybills are checked one by one, in order. */
export const monthEndReconciliation: Oddity = {
  name: 'month-end-reconciliation',
  description: "hundreds of the own outlet's waybills in an hour",
  plan: (scene) => {
    const { random } = scene
    const { outbound, waybill } = scene.world.parcels
    const [account] = scene.cast(1, hasRole('outlet-clerk', 'outlet-manager'))
    if (account === undefined) return null
    const day = scene.firstDay(1)
    const fromMs = dayStart(day) + wholeBetween(random, 9, 16) * HOUR_MS
    const toMs = fromMs + Math.round(1.3 * HOUR_MS)
    const hand = createHand(scene, { account, source: account.source, honest: true })
    const first = below(random, 500)
    const times = spreadOver(random, { fromMs, toMs, count: wholeBetween(random, 200, 450) })
    const inBook = (step: number) => waybill(outbound(account.outlet, day - 2, first + step * 2))
    return {
      accounts: [account],
      fromMs,
      toMs,
      acts: [times.map((at, step) => hand.take(at, { waybills: [inBook(step)] }))],
    }
  },
}
