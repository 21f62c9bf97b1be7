import { HOUR_MS } from '../../contract/time-units.ts'
import { dayStart } from '../calendar.ts'
import type { Oddity } from '../happening.ts'
import { below, lognormal, pick, wholeBetween } from '../random/draws.ts'
import { hasRole } from '../scene.ts'
import { createHand } from '../work/hand.ts'
import { spreadOver } from '../work/pace.ts'

/** An auditor checks one outlet for a day: many of its waybills, and a few exports. */
export const auditVisit: Oddity = {
  name: 'audit-visit',
  description: "a regional auditor goes through one outlet's book for a day, with a few exports",
  plan: (scene) => {
    const { random, world } = scene
    const { any, waybill } = world.parcels
    const [account] = scene.cast(1, hasRole('regional-auditor'))
    if (account === undefined) return null
    const day = scene.firstDay(1)
    const fromMs = dayStart(day) + 9 * HOUR_MS
    const toMs = fromMs + 8 * HOUR_MS
    const outlet = pick(random, world.network.outlets)
    const hand = createHand(scene, { account, source: account.source, honest: true })
    const times = spreadOver(random, { fromMs, toMs, count: wholeBetween(random, 80, 160) })
    const drafts = times.map((at, step) => {
      const isExport = step % 40 === 39
      return isExport
        ? hand.take(at, {
            action: 'export',
            waybills: [],
            recordCount: Math.round(lognormal(random, 120, 0.5)),
          })
        : hand.take(at, { waybills: [waybill(any(random, outlet, day - 1 - below(random, 6)))] })
    })
    return { accounts: [account], fromMs, toMs, acts: [drafts] }
  },
}
