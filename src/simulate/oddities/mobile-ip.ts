import { DAY_MS } from '../../contract/time-units.ts'
import { dayStart } from '../calendar.ts'
import type { Oddity } from '../happening.ts'
import { wholeBetween } from '../random/draws.ts'
import { hasRole } from '../scene.ts'

/** A bad corner of the mobile network: another address every few look-ups. */
export const mobileIp: Oddity = {
  name: 'mobile-ip',
  description: "a courier's address changes every few look-ups for some days",
  plan: (scene) => {
    const [account] = scene.cast(1, hasRole('courier'))
    if (account === undefined) return null
    const days = wholeBetween(scene.random, 2, 5)
    const fromMs = dayStart(scene.firstDay(days))
    const toMs = fromMs + days * DAY_MS
    const changes = [{ account: account.index, fromMs, toMs, restlessAddress: true }]
    return { accounts: [account], fromMs, toMs, changes }
  },
}
