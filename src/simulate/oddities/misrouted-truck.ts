import { HOUR_MS } from '../../contract/time-units.ts'
import { dayStart } from '../calendar.ts'
import { otherOutlet } from '../company/parcels.ts'
import type { Oddity } from '../happening.ts'
import { below, wholeBetween } from '../random/draws.ts'
import { hasRole } from '../scene.ts'
import { createHand } from '../work/hand.ts'
import { spreadOver } from '../work/pace.ts'

/** A truck is unloaded at the wrong outlet: somebody has to find out where a hundred parcels belong. */
export const misroutedTruck: Oddity = {
  name: 'misrouted-truck',
  description: "about a hundred foreign look-ups within an hour, all of them one other outlet's arrivals",
  plan: (scene) => {
    const { random } = scene
    const { network, parcels } = scene.world
    const { inbound, waybill } = parcels
    const [account] = scene.cast(1, hasRole('outlet-clerk', 'courier'))
    if (account === undefined) return null
    const day = scene.firstDay(1)
    const fromMs = dayStart(day) + wholeBetween(random, 7, 11) * HOUR_MS + below(random, HOUR_MS)
    const toMs = fromMs + HOUR_MS
    const wrong = otherOutlet(random, { network, outletId: account.outlet.id, outsideShare: 0.3 })
    const hand = createHand(scene, { account, source: account.source, honest: true })
    const first = below(random, 1000)
    const times = spreadOver(random, { fromMs, toMs, count: wholeBetween(random, 80, 130) })
    const acts = [
      times.map((at, step) => hand.take(at, { waybills: [waybill(inbound(wrong, day, first + step))] })),
    ]
    return { accounts: [account], fromMs, toMs, acts }
  },
}
