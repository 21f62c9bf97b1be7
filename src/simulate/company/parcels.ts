import { scatter } from '../../core/scatter.ts'
import type { Random } from '../random/create-random.ts'
import { below, chance, pick } from '../random/draws.ts'
import type { Network, Outlet } from './network.ts'

/** A waybill as the audit log shows it. */
export type Waybill = { readonly no: string; readonly outletIds: readonly string[] }

/**
 * A parcel encoded as one integer: outlet, day, direction and index among the outlet's parcels of that day.
 */
export type Parcel = number

/**
 * Every parcel of the country, computed on demand and never stored: the same outlet, day, direction and index
 * always give the same number and route.
 *
 * Numbers are allotted to senders in bulk. Parcels handed in at an outlet lie in allotments of 200, so most
 * neighbours in its book have consecutive numbers. Parcels that arrive at an outlet come from everywhere:
 * each group of eight from one sender is scattered over 128 numbers.
 */
export type Parcels = {
  readonly inbound: (outlet: Outlet, day: number, index: number) => Parcel
  readonly outbound: (outlet: Outlet, day: number, index: number) => Parcel
  /** A random parcel of the outlet on that day; three in five are arriving ones. */
  readonly any: (random: Random, outlet: Outlet, day: number) => Parcel
  readonly waybill: (parcel: Parcel) => Waybill
  /** Whether a number may have been given to a sender. */
  readonly isIssued: (number: number) => boolean
  /** The same number with one digit wrong, so that nobody was ever given it. */
  readonly mistyped: (parcel: Parcel) => Waybill
}

const OUTBOUND_FIRST = 4_000_000_000_000
const OUTBOUND_ALLOTMENT = 200
const INBOUND_FIRST = 2_000_000_000_000
const INBOUND_ALLOTMENT = 128
const INBOUND_SHARE = 0.6
/** First digit of numbers that are never issued. */
const UNUSED = '6'
/** Ranges within a parcel's integer. `DAY_SHIFT` leaves room for days before day 0. */
const INDEXES = 2 ** 16
const DAYS = 512
const DAY_SHIFT = 64

export function createParcels(network: Network, seed: number): Parcels {
  const everyOutlet = [...network.outlets, ...network.outside]
  const key = scatter(seed * 2_654_435_761 + 97)
  const modelled = network.outlets.length
  const outletAt = (index: number) => everyOutlet[index] as Outlet

  const inbound = ({ index: outlet }: Outlet, day: number, index: number): Parcel =>
    ((outlet * DAYS + day + DAY_SHIFT) * 2 + 1) * INDEXES + index
  const outbound = ({ index: outlet }: Outlet, day: number, index: number): Parcel =>
    (outlet * DAYS + day + DAY_SHIFT) * 2 * INDEXES + index
  const any = (random: Random, outlet: Outlet, day: number): Parcel =>
    chance(random, INBOUND_SHARE)
      ? inbound(outlet, day, below(random, outlet.inboundPerDay))
      : outbound(outlet, day, below(random, outlet.outboundPerDay))

  /** The parcel's other end; one in five lies among the outlets of this log. */
  const other = (hash: number): Outlet => {
    const isNear = hash % 100 < 20
    return outletAt(isNear ? (hash >>> 8) % modelled : modelled + ((hash >>> 8) % network.outside.length))
  }
  /** Distinct for every outlet, day and group below 2048. */
  const allotment = (book: number, group: number): number => scatter((book << 11) ^ (group & 2047) ^ key)

  const waybill = (parcel: Parcel): Waybill => {
    const index = parcel % INDEXES
    const bookAndDirection = (parcel - index) / INDEXES
    const book = bookAndDirection >>> 1
    const outlet = outletAt(Math.floor(book / DAYS))
    if ((bookAndDirection & 1) === 1) {
      const block = allotment(book, index >>> 3)
      const hash = scatter(block + (index & 7))
      const number = INBOUND_FIRST + block * INBOUND_ALLOTMENT + (index & 7) * 16 + (hash & 15)
      return { no: `YT${number}`, outletIds: way(other(hash >>> 4), outlet) }
    }
    const block = allotment(book, Math.floor(index / OUTBOUND_ALLOTMENT))
    const number = OUTBOUND_FIRST + block * OUTBOUND_ALLOTMENT + (index % OUTBOUND_ALLOTMENT)
    return { no: `YT${number}`, outletIds: way(outlet, other(scatter(block ^ (index + 1)))) }
  }
  const mistyped = (parcel: Parcel): Waybill => {
    return { no: `YT${UNUSED}${waybill(parcel).no.slice(3)}`, outletIds: [] }
  }
  const isIssued = (number: number): boolean => {
    if (number >= OUTBOUND_FIRST) return number < OUTBOUND_FIRST + 2 ** 32 * OUTBOUND_ALLOTMENT
    const offset = (number - INBOUND_FIRST) % INBOUND_ALLOTMENT
    const block = (number - INBOUND_FIRST - offset) / INBOUND_ALLOTMENT
    return number >= INBOUND_FIRST && (offset & 15) === (scatter(block + (offset >> 4)) & 15)
  }
  return { inbound, outbound, any, waybill, isIssued, mistyped }
}

const way = (origin: Outlet, destination: Outlet): readonly string[] =>
  origin.hub.id === destination.hub.id
    ? [origin.id, origin.hub.id, destination.id]
    : [origin.id, origin.hub.id, destination.hub.id, destination.id]

/** Draws the day on which a parcel seen on `day` was handed in or arrived: most are fresh, few a week old. */
export function recentDay(random: Random, day: number): number {
  return day - Math.min(7, Math.floor(-Math.log(1 - random()) * 1.6))
}

type Elsewhere = { readonly network: Network; readonly outletId: string; readonly outsideShare: number }

/** A random outlet other than `outletId`: outside this log with probability `outsideShare`, else in it. */
export function otherOutlet(random: Random, { network, outletId, outsideShare }: Elsewhere): Outlet {
  const chosen = pick(random, chance(random, outsideShare) ? network.outside : network.outlets)
  return chosen.id === outletId ? pick(random, network.outside) : chosen
}
