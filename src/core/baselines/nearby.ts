// Hot state: the array here is written in place. `as number` stands where an index is in bounds by construction.

/**
 * Which other outlets' parcels the people of one outlet regularly handle, from the first foreign waybill of each account-day: so nobody
 * counts more than once a day, and a thief who reads a thousand parcels of an outlet does not make it a neighbour. A frequent-items
 * summary (J. Misra and D. Gries, "Finding repeated elements", 1982), fading by the week: of n samples no count is more than 2 n / 17 low.
 */
export type Nearby = {
  /** Samples, then [place] hash of an outlet, 0 for none, and its count. */
  readonly values: Float64Array
}

/** Whose frequent items are kept beside those of single outlets, whose hashes are odd: what all of them handle, and the programs in use. */
export const WHOSE = { everywhere: 0, programs: 2 } as const

const PLACES = 16
const NEARBY_VALUES = 1 + 2 * PLACES
/** A neighbour is in at least this share of the samples, and in so many times the share that it has of everybody's. */
const LEAST = { samples: 10, count: 3, share: 0.08, lift: 4 }

export const createNearby = (): Nearby => ({ values: new Float64Array(NEARBY_VALUES) })

/** Counts a sample: of a waybill the two outlets, as hashes, that it comes from and goes to. */
export const noteNearby = (nearby: Nearby, ...hashes: readonly number[]): void => {
  nearby.values[0] = (nearby.values[0] as number) + 1
  for (const hash of new Set(hashes)) noteOutlet(nearby, hash)
}

const noteOutlet = ({ values }: Nearby, outlet: number): void => {
  let free = -1
  for (let at = 1; at < NEARBY_VALUES; at += 2) {
    if (values[at] === outlet) {
      values[at + 1] = (values[at + 1] as number) + 1
      return
    }
    if (values[at] === 0 && free === -1) free = at
  }
  if (free === -1) return makeRoom(values)
  values[free] = outlet
  values[free + 1] = 1
}

const makeRoom = (values: Float64Array): void => {
  for (let at = 1; at < NEARBY_VALUES; at += 2) {
    const count = (values[at + 1] as number) - 1
    values[at + 1] = Math.max(0, count)
    if (count <= 0) values[at] = 0
  }
}

export const countOf = ({ values }: Nearby, outlet: number): number => {
  for (let at = 1; at < NEARBY_VALUES; at += 2) if (values[at] === outlet) return values[at + 1] as number
  return 0
}

/** Whether the outlet of this hash is one that the people of `nearby` regularly handle parcels of, and not a hub that everybody's pass. */
export const isNeighbour = (nearby: Nearby, everywhere: Nearby, outlet: number): boolean => {
  const samples = nearby.values[0] as number
  const count = countOf(nearby, outlet)
  if (samples < LEAST.samples || count < LEAST.count || count < samples * LEAST.share) return false
  const usual = countOf(everywhere, outlet) / Math.max(1, everywhere.values[0] as number)
  return count >= samples * usual * LEAST.lift
}

export const fadeNearby = (nearby: Nearby, factor: number): void => {
  nearby.values[0] = (nearby.values[0] as number) * factor
  for (let at = 2; at < NEARBY_VALUES; at += 2) nearby.values[at] = (nearby.values[at] as number) * factor
}
