import { HOUR_MS } from '../../contract/time-units.ts'
import { dayStart } from '../calendar.ts'
import type { Oddity } from '../happening.ts'
import { between } from '../random/draws.ts'
import { hasRole } from '../scene.ts'

/** A storm, a strike, a broken hub: everybody calls, and all agents have two to three times the work. */
export const complaintWave: Oddity = {
  name: 'complaint-wave',
  description: 'all of customer service at two to three times the usual for a day and a half',
  plan: (scene) => {
    const accounts = scene.world.accounts.filter(hasRole('customer-service'))
    if (accounts.length === 0) return null
    const fromMs = dayStart(scene.firstDay(2)) + 9 * HOUR_MS
    const toMs = fromMs + 36 * HOUR_MS
    const load = between(scene.random, 2, 3)
    return {
      accounts,
      fromMs,
      toMs,
      changes: accounts.map(({ index }) => ({ account: index, fromMs, toMs, load })),
    }
  },
}
