import { countOf } from './frequent-items.ts'
import type { SampledItems } from './sampled-items.ts'

/**
 * A neighbour is in at least `count` and a `share` of the outlet's samples, and in `lift` times its share of
 * everybody's samples. An outlet with fewer than `samples` has none.
 */
const LEAST = { samples: 10, count: 3, share: 0.08, lift: 4 }

/**
 * Whether the people of `here` regularly handle parcels of the outlet with this hash, and it is not a hub
 * that everybody's parcels pass. A sample is the two outlets that the first foreign waybill of an account-day
 * comes from and goes to.
 */
export const isNeighbour = (here: SampledItems, everywhere: SampledItems, outlet: number): boolean => {
  const samples = here.values[0] as number
  const count = countOf(here.items, outlet)
  if (samples < LEAST.samples || count < LEAST.count || count < samples * LEAST.share) return false
  const usual = countOf(everywhere.items, outlet) / Math.max(1, everywhere.values[0] as number)
  return count >= samples * usual * LEAST.lift
}
