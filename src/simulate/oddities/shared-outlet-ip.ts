import { DAY_MS } from '../../contract/time-units.ts'
import { dayStart } from '../calendar.ts'
import { newPc, officeIp } from '../company/sources.ts'
import type { Oddity } from '../happening.ts'
import { pick } from '../random/draws.ts'

const DAYS = 4

/** An outlet is down to one line and one working computer, which all its desks share; handhelds are not concerned. */
export const sharedOutletIp: Oddity = {
  name: 'shared-outlet-ip',
  description:
    'for four days all desk accounts of an outlet (none on a handheld) share one address and one computer',
  plan: (scene) => {
    const { random, world } = scene
    const outlet = pick(random, world.network.outlets)
    const accounts = world.accounts.filter(
      ({ workplace, role }) => workplace.id === outlet.id && role.source === 'pc',
    )
    if (accounts.length === 0) return null
    const fromMs = dayStart(scene.firstDay(DAYS))
    const toMs = fromMs + DAYS * DAY_MS
    const source = newPc(random, officeIp(outlet.index))
    return {
      accounts,
      fromMs,
      toMs,
      changes: accounts.map(({ index }) => ({ account: index, fromMs, toMs, source })),
    }
  },
}
