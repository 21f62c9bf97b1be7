import { HOUR_MS, SECOND_MS } from '../../contract/time-units.ts'
import { dayStart } from '../calendar.ts'
import type { Oddity } from '../happening.ts'
import { below, wholeBetween } from '../random/draws.ts'
import { hasRole } from '../scene.ts'
import { createHand } from '../work/hand.ts'

/** A big sender hands in a day's orders: hundreds of consecutive numbers, some seconds apart. */
export const bulkLabels: Oddity = {
  name: 'bulk-labels',
  description: 'a clerk prints or a courier scans hundreds of consecutive labels of one sender',
  plan: (scene) => {
    const { random } = scene
    const { outbound, waybill } = scene.world.parcels
    const [account] = scene.cast(1, hasRole('outlet-clerk', 'courier'))
    if (account === undefined) return null
    const day = scene.firstDay(1)
    const fromMs = dayStart(day) + wholeBetween(random, 13, 18) * HOUR_MS + below(random, HOUR_MS)
    const count = wholeBetween(random, 100, 300)
    const first = 24_000 + below(random, 1000)
    const action = account.source.channel === 'web' ? 'print' : 'query'
    const hand = createHand(scene, { account, source: account.source, honest: true })
    let at = fromMs
    const drafts = Array.from({ length: count }, (_, step) => {
      at += wholeBetween(random, 2, 12) * SECOND_MS
      return hand.take(at, { action, waybills: [waybill(outbound(account.outlet, day, first + step))] })
    })
    return { accounts: [account], fromMs, toMs: at + 1, acts: [drafts] }
  },
}
