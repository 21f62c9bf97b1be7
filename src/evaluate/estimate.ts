import { bootstrapInterval, type Interval } from './bootstrap.ts'

/** A figure with its 95 % bootstrap interval over seeds and, in them, thefts or accounts. */
export type Estimate = Interval & { readonly value: number }

type Edge = (value: number, interval: Interval, total: number) => Interval

/**
 * Sum of one over sum of the other, with its interval; null where the other is 0. `clusters` are runs, their units thefts
 * or accounts. `edge` may widen an interval of which resampling cannot know.
 */
export const ratio = <T>(
  clusters: readonly (readonly T[])[],
  numerator: (unit: T) => number,
  denominator: (unit: T) => number,
  edge: Edge = (_, interval) => interval,
): Estimate | null => {
  const statistic = (units: readonly T[]) => sumOf(units, numerator) / sumOf(units, denominator)
  const units = clusters.flat()
  const value = statistic(units)
  if (!Number.isFinite(value)) return null
  const interval = bootstrapInterval(clusters, statistic)
  if (interval === null) return null
  return { value, ...edge(value, interval, sumOf(units, denominator)) }
}

const sumOf = <T>(units: readonly T[], of: (unit: T) => number): number => {
  let sum = 0
  for (const unit of units) sum += of(unit)
  return sum
}

/**
 * Where nothing (or everything) was seen, resampling sees nothing else: the rule of three gives the end that is open.
 * https://en.wikipedia.org/wiki/Rule_of_three_(statistics)
 */
export const ruleOfThree: Edge = (value, { low, high }, total) => {
  if (value === 0) return { low: 0, high: Math.min(1, 3 / total) }
  return value === 1 ? { low: Math.max(0, 1 - 3 / total), high: 1 } : { low, high }
}

export const times = (factor: number, estimate: Estimate | null): Estimate | null =>
  estimate && {
    value: estimate.value * factor,
    low: estimate.low * factor,
    high: estimate.high * factor,
  }
