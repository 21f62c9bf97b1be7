import { quantileSorted } from 'simple-statistics'

import { createRandom, type Random } from '../simulate/random/create-random.ts'
import { pick } from '../simulate/random/draws.ts'

/** The central 95 % of the resampled values. */
export type Interval = { readonly low: number; readonly high: number }

export type BootstrapOptions = { readonly resamples?: number; readonly seed?: number }

/**
 * Percentile interval of a statistic over clustered units: thefts or accounts, one cluster for the run of one
 * seed. Draws clusters with replacement, then units within each drawn cluster. A single cluster is always
 * kept, and only its units are drawn. Deterministic: the same input gives the same interval. Null if no
 * resample gives a finite value.
 * Two-stage bootstrap: Davison and Hinkley, "Bootstrap Methods and their Application", 1997, section 3.8.
 */
export const bootstrapInterval = <T>(
  clusters: readonly (readonly T[])[],
  statistic: (units: readonly T[]) => number,
  { resamples = 1000, seed = 1 }: BootstrapOptions = {},
): Interval | null => {
  const random = createRandom(seed, 'bootstrap')
  const values: number[] = []
  for (let round = 0; round < resamples; round++) {
    const value = statistic(resample(clusters, random))
    if (Number.isFinite(value)) values.push(value)
  }
  if (values.length === 0) return null
  values.sort((a, b) => a - b)
  return { low: quantileSorted(values, 0.025), high: quantileSorted(values, 0.975) }
}

const resample = <T>(clusters: readonly (readonly T[])[], random: Random): T[] => {
  const units: T[] = []
  for (const own of clusters) {
    const cluster = clusters.length === 1 ? own : pick(random, clusters)
    for (let draw = 0; draw < cluster.length; draw++) units.push(pick(random, cluster))
  }
  return units
}
