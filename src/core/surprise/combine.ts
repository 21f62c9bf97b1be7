/** In decades: 10^-17 of the largest term changes no digit of a sum. */
const NEGLIGIBLE = 17

/**
 * Combines surprises that were looked at together and may depend on each other: the harmonic mean of their
 * probabilities (D. J. Wilson 2019, https://doi.org/10.1073/pnas.1814092116), less ln k for the number looked
 * at.
 *
 * Dependence: any positive one, from independent to identical. For k = 2..15 simulated normal scores with a
 * common correlation from 0 to 0.99 the share of results >= s was 0.79 to 1.24 times 10^-s for s = 1..3.
 * Under the most adverse dependence there can be, it is at most e ln k times for k >= 3 (V. Vovk and R. Wang
 * 2020, https://doi.org/10.1093/biomet/asaa027), so for k = 15 the result is never more than 0.9 too high.
 *
 * `values` must hold everything that was looked at, with 0 for what was silent: leaving out the silent ones
 * would select the loudest. The result lies between the largest value - log10 k (a little less below 2) and
 * the largest value. Several that agree win back the price of having looked at many, and no more.
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

/** The largest value, at least 0. */
export function largestOf(values: readonly number[]): number {
  let largest = 0
  for (const value of values) if (value > largest) largest = value
  return largest
}
