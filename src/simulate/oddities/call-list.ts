import { DAY_MS } from '../../contract/time-units.ts'
import { dayStart } from '../calendar.ts'
import type { Oddity } from '../happening.ts'
import { between } from '../random/draws.ts'
import { hasRole } from '../scene.ts'
import { workingDays } from '../thefts/stint.ts'

/** Real work: a measured clerk's busiest day is 2 to 9 times the clerk's own median day. */
export const callList: Oddity = {
  name: 'call-list',
  description: 'a clerk or agent works off a list of customers: one day at 3 to 6 times the usual',
  plan: (scene) => {
    const [account] = scene.cast(1, hasRole('outlet-clerk', 'customer-service', 'outlet-manager'))
    if (account === undefined) return null
    // Needs a working day: at most two days off follow each other, so three days always hold one.
    const [day] = workingDays(account, scene.firstDay(3), 1)
    if (day === undefined) return null
    const fromMs = dayStart(day)
    const toMs = fromMs + DAY_MS
    const changes = [{ account: account.index, fromMs, toMs, load: between(scene.random, 3, 6) }]
    return { accounts: [account], fromMs, toMs, changes }
  },
}
