import { bootstrapInterval, type Interval } from './bootstrap.ts'

/**
 * A figure with its 95 % bootstrap interval, resampled over seeds and over thefts or accounts within them.
 */
export type Estimate = Interval & { readonly value: number }

type Edge = (value: number, interval: Interval, total: number) => Interval

/**
 * The summed numerator over the summed denominator, with its interval. Null if the ratio is not finite.
 * `clusters` are runs; their units are thefts or accounts. `edge` may widen the interval where resampling
 * underestimates it.
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
 * Bootstrap intervals collapse to a point where the share is 0 or 1, because every resample has that share
 * too. The rule of three gives the open end.
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
