// Hot state: the array here is written in place. `as number` stands where an index is in bounds by construction.
import { countOf, noteItem, type FrequentItems } from './frequent-items.ts'

/**
 * Which other outlets' parcels the people of one outlet regularly handle, from the first foreign waybill of each account-day: so nobody
 * counts more than once a day, and a thief who reads a thousand parcels of an outlet does not make it a neighbour. Fades by the week.
 */
export type Nearby = {
  /** Samples, then the items. */
  readonly values: Float64Array
  /** Hashes of outlets: one or two a sample. */
  readonly items: FrequentItems
}

/** Whose frequent items are kept beside those of single outlets, whose hashes are odd: what all of them handle, and the programs in use. */
export const WHOSE = { everywhere: 0, programs: 2 } as const

const PLACES = 16
const NEARBY_VALUES = 1 + 2 * PLACES
/** A neighbour is in at least this share of the samples, and in so many times the share that it has of everybody's. */
const LEAST = { samples: 10, count: 3, share: 0.08, lift: 4 }

export const createNearby = (): Nearby => {
  const values = new Float64Array(NEARBY_VALUES)
  return { values, items: values.subarray(1) }
}

/** Counts a sample: of a waybill the two outlets, as hashes, that it comes from and goes to. */
export const noteNearby = ({ values, items }: Nearby, ...hashes: readonly number[]): void => {
  values[0] = (values[0] as number) + 1
  for (const hash of new Set(hashes)) noteItem(items, hash)
}

/** Whether the outlet of this hash is one that the people of `nearby` regularly handle parcels of, and not a hub that everybody's pass. */
export const isNeighbour = (nearby: Nearby, everywhere: Nearby, outlet: number): boolean => {
  const samples = nearby.values[0] as number
  const count = countOf(nearby.items, outlet)
  if (samples < LEAST.samples || count < LEAST.count || count < samples * LEAST.share) return false
  const usual = countOf(everywhere.items, outlet) / Math.max(1, everywhere.values[0] as number)
  return count >= samples * usual * LEAST.lift
}

export const fadeNearby = (nearby: Nearby, factor: number): void => {
  nearby.values[0] = (nearby.values[0] as number) * factor
  for (let at = 2; at < NEARBY_VALUES; at += 2) nearby.values[at] = (nearby.values[at] as number) * factor
}
