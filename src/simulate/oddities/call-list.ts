import { DAY_MS } from '../../contract/time-units.ts'
import { dayStart } from '../calendar.ts'
import type { Oddity } from '../happening.ts'
import { between } from '../random/draws.ts'
import { hasRole } from '../scene.ts'
import { workingDays } from '../thefts/stint.ts'

/** Measured in kind: a person's own maximum is 2 to 9 times the own median, and it is real work. */
export const callList: Oddity = {
  name: 'call-list',
  description: 'a clerk or agent works off a list of customers: one day at 3 to 6 times the usual',
  plan: (scene) => {
    const [account] = scene.cast(1, hasRole('outlet-clerk', 'customer-service', 'outlet-manager'))
    if (account === undefined) return null
    // A list falls on no day off, of which there are two in a row at most.
    const [day] = workingDays(account, scene.firstDay(3), 1)
    if (day === undefined) return null
    const fromMs = dayStart(day)
    const toMs = fromMs + DAY_MS
    const changes = [{ account: account.index, fromMs, toMs, load: between(scene.random, 3, 6) }]
    return { accounts: [account], fromMs, toMs, changes }
  },
}
