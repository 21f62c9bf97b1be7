import { DAY_MS } from '../../contract/time-units.ts'
import { dayStart } from '../calendar.ts'
import type { Oddity } from '../happening.ts'
import { wholeBetween } from '../random/draws.ts'
import { hasRole } from '../scene.ts'

/** Home for the holidays: silent for eight to twelve days, then back, with a backlog on the first day. */
export const backFromLeave: Oddity = {
  name: 'back-from-leave',
  description: 'silent for eight to twelve days, then back at the usual work with a backlog',
  plan: (scene) => {
    const [account] = scene.cast(1, hasRole('courier', 'outlet-clerk', 'customer-service', 'outlet-manager'))
    if (account === undefined) return null
    const days = wholeBetween(scene.random, 8, 12)
    const leaveMs = dayStart(Math.max(2, scene.firstDay(3) - days))
    const backMs = leaveMs + days * DAY_MS
    const changes = [
      { account: account.index, fromMs: leaveMs, toMs: backMs, away: true },
      { account: account.index, fromMs: backMs, toMs: backMs + DAY_MS, load: 1.4 },
    ]
    return { accounts: [account], fromMs: leaveMs, toMs: backMs + 2 * DAY_MS, changes }
  },
}
