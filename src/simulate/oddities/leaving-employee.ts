import { dayStart } from '../calendar.ts'
import type { Oddity } from '../happening.ts'
import { hasRole } from '../scene.ts'
import { FOREVER_MS } from '../work/change.ts'

/** An employee leaves, and the account stays silent for good. */
export const leavingEmployee: Oddity = {
  name: 'leaving-employee',
  description: 'an account whose owner leaves; it stays silent',
  plan: (scene) => {
    const [account] = scene.cast(1, hasRole('courier', 'outlet-clerk', 'customer-service'))
    if (account === undefined) return null
    const fromMs = dayStart(scene.firstDay(3))
    const changes = [{ account: account.index, fromMs, toMs: FOREVER_MS, away: true }]
    return { accounts: [account], fromMs, toMs: FOREVER_MS, changes }
  },
}
