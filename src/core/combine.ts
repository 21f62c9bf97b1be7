import { logHead } from './negative-binomial.ts'

/** 10^-17 of the largest term changes no digit of a sum. */
const NEGLIGIBLE = 17

/**
 * One surprise for several that were looked at together, whatever they share: the harmonic mean of their probabilities
 * (D. J. Wilson 2019, https://doi.org/10.1073/pnas.1814092116), less ln k for the number looked at.
 *
 * Dependence: any positive one, from independent to identical. For k = 2..15 simulated normal scores with a common correlation
 * from 0 to 0.99 the share of results >= s was 0.79 to 1.24 times 10^-s for s = 1..3. Under the most adverse dependence
 * there can be, it is at most e ln k times for k >= 3 (V. Vovk and R. Wang 2020, https://doi.org/10.1093/biomet/asaa027), so for
 * k = 15 the result is never more than 0.9 too high.
 *
 * `values` must hold everything that was looked at, with 0 where it said nothing: leaving out the silent ones is choosing the
 * loudest. The result lies between the largest value - log10 k (a little less below 2) and the largest value: several that agree win back the price of
 * having looked at many, and no more. `addSurprises` goes beyond the largest, at the price of an assumption.
 */
export function combineSurprises(values: readonly number[]): number {
  const count = values.length
  if (count === 0) return 0
  const largest = largestOf(values)
  if (count === 1 || largest === Infinity) return largest
  let sum = 0
  for (const value of values) if (value > largest - NEGLIGIBLE) sum += Math.exp((value - largest) * Math.LN10)
  const mean = largest + Math.log10(sum / count)
  if (mean > NEGLIGIBLE) return mean
  return Math.log10(Math.max(1, 10 ** mean - Math.log(count)))
}

/**
 * One surprise for several signs of different kinds, which add up: three of 3 make 6.6 where they are independent, 4.6 at a
 * correlation of 0.3. Fisher's method with the gamma distribution of M. B. Brown (1975, https://doi.org/10.2307/2529826).
 *
 * Assumes that no two of them are correlated more than `correlation` (0..1, as normal scores): more makes it overstate, 13
 * times at s = 3 for five that are in truth one and are taken for correlated by 0.3. So feed it kinds of evidence that
 * an honest day moves apart, each kind made of its detectors by `combineSurprises`.
 */
export function addSurprises(values: readonly number[], correlation: number): number {
  let sum = 0
  for (const value of values) sum += Math.max(0, value)
  if (values.length < 2 || sum === Infinity) return sum
  const overlap = 1 + (values.length - 1) * correlation
  const log = logHead(values.length / overlap, (sum * Math.LN10) / overlap, Infinity)
  return Math.max(0, -log * Math.LOG10E)
}

/**
 * The better of the two: kinds of evidence that agree add up, and one that speaks alone keeps its voice. Having two tries costs
 * log10 2 (Bonferroni), so it holds where `addSurprises` does.
 */
export function combineKinds(kinds: readonly number[], correlation: number): number {
  if (kinds.length < 2) return largestOf(kinds)
  return Math.max(
    0,
    Math.max(combineSurprises(kinds), addSurprises(kinds, correlation)) - Math.LOG10E * Math.LN2,
  )
}

function largestOf(values: readonly number[]): number {
  let largest = 0
  for (const value of values) if (value > largest) largest = value
  return largest
}
