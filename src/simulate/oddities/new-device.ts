import { DAY_MS, HOUR_MS } from '../../contract/time-units.ts'
import { dayStart } from '../calendar.ts'
import { newPc, newPda } from '../company/sources.ts'
import type { Oddity } from '../happening.ts'
import { hasRole } from '../scene.ts'
import { FOREVER_MS } from '../work/change.ts'

/** A PDA or computer is replaced: from one noon on, the same work comes from a machine never seen before. */
export const newDevice: Oddity = {
  name: 'new-device',
  description: 'the same work from a machine never seen before',
  plan: (scene) => {
    const [account] = scene.cast(1, hasRole('courier', 'outlet-clerk', 'customer-service', 'outlet-manager'))
    if (account === undefined) return null
    const fromMs = dayStart(scene.firstDay(3)) + 12 * HOUR_MS
    const { channel, sourceIp } = account.source
    const source = channel === 'pda' ? newPda(scene.random) : newPc(scene.random, sourceIp)
    const changes = [{ account: account.index, fromMs, toMs: FOREVER_MS, source }]
    return { accounts: [account], fromMs, toMs: fromMs + 2 * DAY_MS, changes }
  },
}
