import { createRandom } from '../random/create-random.ts'
import { wholeBetween } from '../random/draws.ts'

/** A place where parcels start or end. `index` determines the numbers of its parcels. */
export type Outlet = {
  readonly index: number
  readonly id: string
  readonly regionCode: string
  readonly hub: Workplace
  /** Parcels that arrive, and parcels that are handed in, per day. */
  readonly inboundPerDay: number
  readonly outboundPerDay: number
}

/** Where an account sits: an outlet, a sorting hub, a call centre or a regional office. */
export type Workplace = { readonly id: string; readonly regionCode: string }

export type Network = {
  /** Outlets whose accounts are in the log. Neighbours in the list are roughly neighbours on the map. */
  readonly outlets: readonly Outlet[]
  /**
   * Outlets elsewhere in the country, where parcels come from and go to. Their accounts are not in the log.
   */
  readonly outside: readonly Outlet[]
  readonly hubs: readonly Workplace[]
  readonly careCentres: readonly Workplace[]
  readonly offices: readonly Workplace[]
}

const OUTSIDE_OUTLETS = 300
const PARCELS_PER_ACCOUNT = 80
const FEWEST_OUTLETS = 4

export type Land = {
  readonly counties: readonly string[]
  readonly accountsPerOutlet: number
}

/**
 * Distributes outlets over the counties in order, so that neighbours in the list share a county or a border.
 */
export function buildNetwork(seed: number, { counties, accountsPerOutlet }: Land, accounts: number): Network {
  const random = createRandom(seed, 'network')
  const outletCount = Math.max(FEWEST_OUTLETS, Math.round(accounts / accountsPerOutlet))
  const prefectures = [...new Set(counties.map((county) => county.slice(0, 4)))]
  const hubs = prefectures.map((code) => ({ id: `hub-${code}`, regionCode: `${code}00` }))
  const hubOf = (county: string) =>
    hubs.find(({ id }) => id === `hub-${county.slice(0, 4)}`) ?? outsideHub(county)
  const parcels = Math.round((accounts / outletCount) * PARCELS_PER_ACCOUNT)

  const outlets = Array.from({ length: outletCount }, (_, index) => {
    const county = counties[Math.floor((index * counties.length) / outletCount)] ?? ''
    const id = `${county}-${String(index + 1).padStart(2, '0')}`
    const size = { inboundPerDay: parcels, outboundPerDay: Math.round(parcels * 0.7) }
    return { index, id, regionCode: county, hub: hubOf(county), ...size }
  })
  const outside = Array.from({ length: OUTSIDE_OUTLETS }, (_, position) => {
    const county = String(wholeBetween(random, 5100, 5399) * 100 + wholeBetween(random, 1, 30))
    const size = { inboundPerDay: 3000, outboundPerDay: 2100 }
    return {
      index: outletCount + position,
      id: `${county}-x${position}`,
      regionCode: county,
      hub: outsideHub(county),
      ...size,
    }
  })
  return { outlets, outside, hubs, careCentres: rename(hubs, 'care'), offices: rename(hubs, 'office') }
}

/** Outlets at most two positions away in the list, nearest first; only those of the same hub, if any. */
export function neighboursOf(network: Network, outlet: Outlet): readonly Outlet[] {
  const near = [outlet.index + 1, outlet.index - 1, outlet.index + 2, outlet.index - 2]
    .map((index) => network.outlets[index])
    .filter((found) => found !== undefined)
  const sameHub = near.filter(({ hub }) => hub.id === outlet.hub.id)
  return sameHub.length > 0 ? sameHub : near
}

const outsideHub = (county: string): Workplace => ({
  id: `hub-${county.slice(0, 2)}`,
  regionCode: `${county.slice(0, 2)}0000`,
})

const rename = (places: readonly Workplace[], word: string): Workplace[] =>
  places.map(({ id, regionCode }) => ({ id: id.replace('hub', word), regionCode }))
