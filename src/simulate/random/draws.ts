import type { Random } from './create-random.ts'

export const chance = (random: Random, share: number): boolean => random() < share
export const below = (random: Random, limit: number): number => Math.floor(random() * limit)
export const between = (random: Random, low: number, high: number): number => low + random() * (high - low)
export const wholeBetween = (random: Random, low: number, high: number): number =>
  low + below(random, high - low + 1)

/** A random element of the list. Throws on an empty list, which is a fault of the caller. */
export function pick<T>(random: Random, list: readonly T[]): T {
  const chosen = list[below(random, list.length)]
  if (chosen === undefined) throw new RangeError('cannot pick from an empty list')
  return chosen
}

/** Box-Muller, https://en.wikipedia.org/wiki/Box-Muller_transform */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

export const lognormal = (random: Random, median: number, sigma: number): number =>
  median * Math.exp(sigma * normal(random))

/**
 * Gamma distribution with scale 1 (Marsaglia and Tsang, 2000). The power step extends it to shapes below 1.
 */
export function gamma(random: Random, shape: number): number {
  if (shape < 1) return gamma(random, shape + 1) * (1 - random()) ** (1 / shape)
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const x = normal(random)
    const v = (1 + c * x) ** 3
    if (v > 0 && Math.log(1 - random()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v
  }
}

/**
 * Poisson distribution: by inversion up to a mean of 200, above it by the rounded normal (error below 1 % of
 * a standard deviation).
 */
export function poisson(random: Random, mean: number): number {
  if (mean <= 0) return 0
  if (mean > 200) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(random)))
  let count = 0
  let left = random()
  let probability = Math.exp(-mean)
  while (left > probability && count < 1000) {
    left -= probability
    count++
    probability *= mean / count
  }
  return count
}

/** A count whose variance is `varianceOverMean` times its mean: a Poisson with a gamma-distributed mean. */
export function overdispersed(random: Random, mean: number, varianceOverMean: number): number {
  if (mean <= 0) return 0
  if (varianceOverMean <= 1) return poisson(random, mean)
  const scale = varianceOverMean - 1
  return poisson(random, gamma(random, mean / scale) * scale)
}
