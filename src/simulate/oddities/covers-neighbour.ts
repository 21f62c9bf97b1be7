import { DAY_MS } from '../../contract/time-units.ts'
import { dayStart } from '../calendar.ts'
import { neighboursOf } from '../company/network.ts'
import type { Oddity } from '../happening.ts'
import { pick } from '../random/draws.ts'
import { hasRole } from '../scene.ts'

const DAYS = 7
const STAFF = 4
const SHARE = 0.4
const LOAD = 1.3

/** A neighbouring outlet is closed for a week, and some of the staff handle its parcels beside their own. */
export const coversNeighbour: Oddity = {
  name: 'covers-neighbour',
  description: "for a week, four of an outlet's staff do a closed neighbour's parcels beside their own",
  plan: (scene) => {
    const { random, world } = scene
    const outlet = pick(random, world.network.outlets)
    const staff = hasRole('courier', 'outlet-clerk')
    const accounts = scene.cast(STAFF, (account) => staff(account) && account.workplace.id === outlet.id)
    if (accounts.length === 0) return null
    const fromMs = dayStart(scene.firstDay(DAYS))
    const toMs = fromMs + DAYS * DAY_MS
    const covers = { outlet: pick(random, neighboursOf(world.network, outlet)), share: SHARE }
    const changes = accounts.map(({ index }) => ({ account: index, fromMs, toMs, load: LOAD, covers }))
    return { accounts, fromMs, toMs, changes }
  },
}
