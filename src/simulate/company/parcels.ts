import { below, chance, pick } from '../random/draws.ts'
import { mix } from '../random/mix.ts'
import type { Random } from '../random/create-random.ts'
import type { Network, Outlet } from './network.ts'

/** A waybill as the audit log shows it. */
export type Waybill = { readonly no: string; readonly outletIds: readonly string[] }

/**
 * Every parcel of the country, computed when asked for and never stored: the same (outlet, day, index) is
 * always the same number with the same way.
 *
 * Numbers are allotted to senders in bulk. What is handed in at an outlet lies in allotments of 200, so neighbours in
 * its book have consecutive numbers. What arrives at an outlet comes from everywhere: eight parcels of one sender lie
 * scattered in 128 numbers.
 */
export type Parcels = {
  readonly inbound: (outlet: Outlet, day: number, index: number) => Waybill
  readonly outbound: (outlet: Outlet, day: number, index: number) => Waybill
  /** One of the outlet's parcels of that day, three in five of them arriving. */
  readonly any: (random: Random, outlet: Outlet, day: number) => Waybill
  /** A number near a real one that was never issued. */
  readonly neverIssued: (random: Random) => string
}

const OUTBOUND_FIRST = 4_000_000_000_000
const OUTBOUND_ALLOTMENT = 200
const INBOUND_FIRST = 2_000_000_000_000
const INBOUND_ALLOTMENT = 128
/** Room for days before the first one. */
const DAY_SHIFT = 64
const UNISSUED_FIRST = 6_000_000_000_000

export function createParcels(network: Network, seed: number): Parcels {
  const everyOutlet = [...network.outlets, ...network.outside]
  const key = mix(seed * 2_654_435_761 + 97)
  const modelled = network.outlets.length

  const other = (hash: number): Outlet => {
    const near = hash % 100 < 20
    const index = near ? (hash >>> 8) % modelled : modelled + ((hash >>> 8) % network.outside.length)
    return everyOutlet[index] ?? (network.outlets[0] as Outlet)
  }
  const way = (origin: Outlet, destination: Outlet): readonly string[] =>
    origin.hub.id === destination.hub.id
      ? [origin.id, origin.hub.id, destination.id]
      : [origin.id, origin.hub.id, destination.hub.id, destination.id]
  /** Distinct for every (outlet < 4096, day < 512, group < 2048). */
  const allotment = (outlet: Outlet, day: number, group: number): number =>
    mix(((outlet.index << 20) | (((day + DAY_SHIFT) & 511) << 11) | (group & 2047)) ^ key)

  const inbound = (outlet: Outlet, day: number, index: number): Waybill => {
    const block = allotment(outlet, day, index >>> 3)
    const hash = mix(block + (index & 7))
    const number = INBOUND_FIRST + block * INBOUND_ALLOTMENT + (index & 7) * 16 + (hash & 15)
    return { no: `YT${number}`, outletIds: way(other(hash >>> 4), outlet) }
  }
  const outbound = (outlet: Outlet, day: number, index: number): Waybill => {
    const block = allotment(outlet, day, Math.floor(index / OUTBOUND_ALLOTMENT))
    const number = OUTBOUND_FIRST + block * OUTBOUND_ALLOTMENT + (index % OUTBOUND_ALLOTMENT)
    return { no: `YT${number}`, outletIds: way(outlet, other(mix(block ^ (index + 1)))) }
  }
  const any = (random: Random, outlet: Outlet, day: number): Waybill =>
    chance(random, 0.6)
      ? inbound(outlet, day, below(random, outlet.inboundPerDay))
      : outbound(outlet, day, below(random, outlet.outboundPerDay))
  const neverIssued = (random: Random): string => `YT${UNISSUED_FIRST + below(random, 2 ** 40)}`
  return { inbound, outbound, any, neverIssued }
}

/** A day on which a parcel looked up on `day` was handed in or arrived: most are fresh, few are a week old. */
export function recentDay(random: Random, day: number): number {
  return day - Math.min(7, Math.floor(-Math.log(1 - random()) * 1.6))
}

/** An outlet that is not this one, near or anywhere. */
export function otherOutlet(
  random: Random,
  network: Network,
  outletId: string,
  outsideShare: number,
): Outlet {
  const list = chance(random, outsideShare) ? network.outside : network.outlets
  const chosen = pick(random, list)
  return chosen.id === outletId ? pick(random, network.outside) : chosen
}
