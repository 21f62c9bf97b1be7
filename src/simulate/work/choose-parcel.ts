import type { Account } from '../company/accounts.ts'
import { neighboursOf, type Network, type Outlet } from '../company/network.ts'
import { otherOutlet, recentDay, type Parcel, type Parcels } from '../company/parcels.ts'
import type { Book, Role } from '../company/role.ts'
import type { Random } from '../random/create-random.ts'
import { below, chance, pick } from '../random/draws.ts'

/**
 * Assumed: three in five foreign look-ups of an outlet concern a neighbour; of the rest two in five go
 * outside the log's outlets.
 */
const NEIGHBOUR_SHARE = 0.6
const OUTSIDE_SHARE = 0.4
/** A courier's stops are every 24th parcel of the outlet's day, so a round has no consecutive numbers. */
const ROUND_STRIDE = 24
/** Each seat has its own range of the outlet's labels. People skip a few numbers now and then. */
const LABELS_PER_SEAT = 1200
const SKIP_SHARE = 0.08
/** A connector repeatedly polls one sender's labels of the last days. */
const CONNECTOR_FIRST = 12_000
const CONNECTOR_LABELS_PER_DAY = 400
const CONNECTOR_DAYS = 6

export type Chooser = {
  /** A parcel of the role's usual work on that day. */
  readonly usual: (role: Role, day: number) => Parcel
  /** A parcel that has nothing to do with the account's outlet. */
  readonly foreign: (day: number) => Parcel
  /** A parcel that arrives at the given outlet that day. */
  readonly at: (outlet: Outlet, day: number) => Parcel
}

/** Chooses parcels for one account. Remembers how far today's round and labels have got. */
export function createChooser(
  random: Random,
  account: Account,
  { network, parcels }: { network: Network; parcels: Parcels },
): Chooser {
  const { outlet, workplace, seat } = account
  const ownHub = network.outlets.filter(({ hub }) => hub.id === workplace.id)
  const neighbours = neighboursOf(network, outlet)
  let today = Number.NaN
  let done = 0
  let polled = 0

  const connector = (day: number): Parcel => {
    const position = polled++
    const age = Math.floor(position / CONNECTOR_LABELS_PER_DAY) % CONNECTOR_DAYS
    return parcels.outbound(
      outlet,
      day - age,
      CONNECTOR_FIRST + seat * 1000 + (position % CONNECTOR_LABELS_PER_DAY),
    )
  }

  const labels = (role: Role, day: number): Parcel => {
    if (role.source === 'server') return connector(day)
    done += chance(random, SKIP_SHARE) ? 1 + below(random, 30) : 1
    return parcels.outbound(outlet, day, seat * LABELS_PER_SEAT + done)
  }
  const ofBook: Readonly<Record<Book, (role: Role, day: number) => Parcel>> = {
    round: (_, day) => parcels.inbound(outlet, day, seat + ROUND_STRIDE * done++),
    outlet: (_, day) => parcels.any(random, outlet, recentDay(random, day)),
    labels,
    anywhere: (_, day) =>
      parcels.any(
        random,
        otherOutlet(random, { network, outletId: '', outsideShare: 0.5 }),
        recentDay(random, day),
      ),
    hub: (_, day) => parcels.any(random, pick(random, ownHub.length > 0 ? ownHub : network.outlets), day),
  }
  const usual = (role: Role, day: number): Parcel => {
    if (day !== today) [today, done] = [day, 0]
    return ofBook[role.book](role, day)
  }

  const foreign = (day: number): Parcel => {
    const near = neighbours.length > 0 && chance(random, NEIGHBOUR_SHARE)
    const place = near
      ? pick(random, neighbours)
      : otherOutlet(random, { network, outletId: workplace.id, outsideShare: OUTSIDE_SHARE })
    return parcels.any(random, place, recentDay(random, day))
  }

  const at = (place: Outlet, day: number): Parcel =>
    parcels.inbound(place, day, below(random, place.inboundPerDay))
  return { usual, foreign, at }
}
