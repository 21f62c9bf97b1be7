import { countOf } from './frequent-items.ts'
import type { SampledItems } from './sampled-items.ts'

/** A neighbour is in at least this share of the samples, and in so many times the share that it has of everybody's. */
const LEAST = { samples: 10, count: 3, share: 0.08, lift: 4 }

/**
 * Whether the outlet of this hash is one that the people of `here` regularly handle parcels of, and not a hub that everybody's pass. A sample is
 * the two outlets that the first foreign waybill of an account-day comes from and goes to.
 */
export const isNeighbour = (here: SampledItems, everywhere: SampledItems, outlet: number): boolean => {
  const samples = here.values[0] as number
  const count = countOf(here.items, outlet)
  if (samples < LEAST.samples || count < LEAST.count || count < samples * LEAST.share) return false
  const usual = countOf(everywhere.items, outlet) / Math.max(1, everywhere.values[0] as number)
  return count >= samples * usual * LEAST.lift
}
