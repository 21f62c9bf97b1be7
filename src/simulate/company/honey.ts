import { createRandom } from '../random/create-random.ts'
import { below } from '../random/draws.ts'
import type { Waybill } from './parcels.ts'

const HONEY_NUMBERS = 25
/** First number of a range that was never issued to a sender. */
const HONEY_FIRST = 7_000_000_000_000

/**
 * Decoys: numbers never issued to a sender, planted where lists are sold. A made-up route makes a look-up of
 * one look like any other. Nobody's work leads to them.
 */
export function honeyWaybills(seed: number): readonly Waybill[] {
  const random = createRandom(seed, 'honey')
  return Array.from({ length: HONEY_NUMBERS }, () => ({
    no: `YT${HONEY_FIRST + below(random, 2 ** 39)}`,
    outletIds: [`5101${10 + below(random, 20)}-h1`, 'hub-51', `5301${10 + below(random, 20)}-h2`],
  }))
}
