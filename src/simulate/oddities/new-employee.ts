import { DAY_MS } from '../../contract/time-units.ts'
import { dayStart } from '../calendar.ts'
import type { Oddity } from '../happening.ts'
import { hasRole } from '../scene.ts'

const LEARNING_DAYS = 7

/** A new employee starts in the middle of the log, and works more slowly in the first week. */
export const newEmployee: Oddity = {
  name: 'new-employee',
  description: 'an account with no history; works at 60 % in the first week, then as any other',
  plan: (scene) => {
    const [account] = scene.cast(1, hasRole('courier', 'outlet-clerk', 'customer-service', 'data-entry'))
    if (account === undefined) return null
    const startMs = dayStart(scene.firstDay(LEARNING_DAYS))
    const learnedMs = startMs + LEARNING_DAYS * DAY_MS
    const changes = [
      { account: account.index, fromMs: 0, toMs: startMs, away: true },
      { account: account.index, fromMs: startMs, toMs: learnedMs, load: 0.6 },
    ]
    return { accounts: [account], fromMs: startMs, toMs: learnedMs, changes }
  },
}
