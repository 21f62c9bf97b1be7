// Hot state: the array here is written in place. `as number` stands where an index is in bounds by
// construction.
import { noteItem, type FrequentItems } from './frequent-items.ts'

/**
 * What comes up in people's work, from one sample of each account-day. So nobody counts more than once a day,
 * and a thief who reads a thousand parcels of an outlet does not make it a neighbour. Fades by the week.
 */
export type SampledItems = {
  /** The number of samples, then `items`. */
  readonly values: Float64Array
  /** Hashes and their counts (a view of `values`); a sample adds one or two hashes. */
  readonly items: FrequentItems
  /** Whether the values differ from what the store has. */
  isChanged: boolean
}

const PLACES = 16
const SAMPLED_VALUES = 1 + 2 * PLACES

export const createSampledItems = (): SampledItems => {
  const values = new Float64Array(SAMPLED_VALUES)
  return { values, items: values.subarray(1), isChanged: false }
}

/** Counts a sample, of one item or two. */
export const noteSample = (sampled: SampledItems, ...hashes: readonly number[]): void => {
  const { values, items } = sampled
  sampled.isChanged = true
  values[0] = (values[0] as number) + 1
  for (const hash of new Set(hashes)) noteItem(items, hash)
}

export const isSampled = ({ values }: SampledItems): boolean => (values[0] as number) > 0

export const fadeSamples = (sampled: SampledItems, factor: number): void => {
  if (!isSampled(sampled)) return
  const { values } = sampled
  sampled.isChanged = true
  values[0] = (values[0] as number) * factor
  for (let at = 2; at < SAMPLED_VALUES; at += 2) values[at] = (values[at] as number) * factor
}
