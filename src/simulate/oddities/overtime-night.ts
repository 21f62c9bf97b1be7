import { HOUR_MS } from '../../contract/time-units.ts'
import { dayStart } from '../calendar.ts'
import type { Oddity } from '../happening.ts'
import { below, wholeBetween } from '../random/draws.ts'
import { hasRole } from '../scene.ts'
import { createHand, ownWaybill } from '../work/hand.ts'
import { spreadOver } from '../work/pace.ts'

/**
 * After a late truck or a promotion a clerk works on own waybills deep into the night, from the usual desk.
 */
export const overtimeNight: Oddity = {
  name: 'overtime-night',
  description: 'a clerk works through the backlog until after midnight',
  plan: (scene) => {
    const { random } = scene
    const [account] = scene.cast(1, hasRole('outlet-clerk'))
    if (account === undefined) return null
    const day = scene.firstDay(1)
    const fromMs = dayStart(day) + 21 * HOUR_MS + below(random, HOUR_MS)
    const toMs = fromMs + wholeBetween(random, 3, 5) * HOUR_MS
    const hand = createHand(scene, { account, source: account.source, honest: true })
    const times = spreadOver(random, { fromMs, toMs, count: wholeBetween(random, 25, 60) })
    return {
      accounts: [account],
      fromMs,
      toMs,
      acts: [times.map((at) => hand.take(at, { waybills: [ownWaybill(scene, hand, day)] }))],
    }
  },
}
