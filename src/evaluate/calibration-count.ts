import { getOrMake } from '../contract/get-or-make.ts'

/** Levels of surprise s at which the observed share is compared with 10^-s. */
export const surpriseLevels = [2, 3, 4, 5] as const

/** How long the account had been known when its window was sampled. */
export const ages = ['first day', 'first week', 'later'] as const
export type Age = (typeof ages)[number]

/**
 * Account-windows of one group (quantity, role, age, oddity), and how many reached each level of surprise.
 */
export type CalibrationCount = {
  readonly quantity: string
  readonly role: string
  readonly age: Age
  /** Whether an honest oddity of the account was under way. */
  readonly isOdd: boolean
  windows: number
  /** One count for each of `surpriseLevels`, in that order. */
  readonly reached: number[]
}

/** Returns the count of the group, creating it on first use. */
export const countFor = (
  counts: Map<string, CalibrationCount>,
  quantity: string,
  { role, age, isOdd }: Pick<CalibrationCount, 'role' | 'age' | 'isOdd'>,
): CalibrationCount => {
  const key = `${quantity}/${role}/${age}/${isOdd}`
  const make = () => ({ quantity, role, age, isOdd, windows: 0, reached: surpriseLevels.map(() => 0) })
  return getOrMake(counts, key, make)
}

/** Sums the counts of several runs by group. */
export const mergeCalibration = (counts: readonly CalibrationCount[]): readonly CalibrationCount[] => {
  const merged = new Map<string, CalibrationCount>()
  for (const { quantity, windows, reached, ...sort } of counts) {
    const sum = countFor(merged, quantity, sort)
    sum.windows += windows
    for (const [level, count] of reached.entries()) sum.reached[level] = (sum.reached[level] ?? 0) + count
  }
  return [...merged.values()]
}
