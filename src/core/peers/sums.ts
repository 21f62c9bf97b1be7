// Hot state: arrays here are written in place. `as number` stands where an index is in bounds by
// construction.

/**
 * Fading sums that this lane has learnt (`own`), and other lanes (`others`, see lane-snapshots.ts). `values`
 * is always `own` + `others`, to the last bit: so a lane read back from its store continues exactly like one
 * that never left memory. Without others, `values` is `own` itself, so that nothing is kept twice.
 */
export type Sums = {
  values: Float64Array
  readonly own: Float64Array
  others: Float64Array | null
  /** Whether `own` differs from what the store has. */
  isChanged: boolean
}

export const createSums = (own: Float64Array): Sums => ({ values: own, own, others: null, isChanged: false })

export const addToSum = (sums: Sums, index: number, value: number): void => {
  const { own, others } = sums
  const sum = (own[index] as number) + value
  own[index] = sum
  if (others !== null) sums.values[index] = sum + (others[index] as number)
  sums.isChanged = true
}

export const fadeSums = (sums: Sums, factor: number): void => {
  const { own, others } = sums
  if (isTaught(sums)) sums.isChanged = true
  for (let at = 0; at < own.length; at++) own[at] = (own[at] as number) * factor
  if (others === null) return
  for (let at = 0; at < own.length; at++) others[at] = (others[at] as number) * factor
  addOthers(sums.values, sums, others)
}

/**
 * Forgets the lane's own sums. The caller has to delete them from the store, because nothing is left to
 * write.
 */
export const forgetOwn = (sums: Sums): void => {
  sums.own.fill(0)
  sums.isChanged = false
  if (sums.others !== null) addOthers(sums.values, sums, sums.others)
}

/** Replaces the sums of other lanes; null: none. */
export const useOthers = (sums: Sums, others: Float64Array | null): void => {
  sums.others = others
  sums.values = others === null ? sums.own : addOthers(new Float64Array(sums.own.length), sums, others)
}

/** Whether the lane has sums of its own. */
export const isTaught = ({ own }: Sums): boolean => own.some((sum) => sum !== 0)

const addOthers = (into: Float64Array, { own }: Sums, others: Float64Array): Float64Array => {
  for (let at = 0; at < own.length; at++) into[at] = (own[at] as number) + (others[at] as number)
  return into
}
