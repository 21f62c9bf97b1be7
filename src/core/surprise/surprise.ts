import { logTail } from './negative-binomial.ts'

/**
 * How surprising a count is: -log10 of the probability of seeing `observed` or more under a negative binomial
 * of this mean and dispersion (Infinity: Poisson). 0 for observed <= 0. Infinity where the mean is 0, so keep
 * a floor under the mean.
 */
export function surprise(observed: number, mean: number, dispersion: number): number {
  return Math.max(0, -logTail(observed, mean, dispersion) * Math.LOG10E)
}

/**
 * The same value as `surprise`, or null if it is below `atLeast`. Cheaper in the usual case, a count near its
 * mean: a bound that takes one logarithm settles it.
 */
export function surpriseAtLeast(
  observed: number,
  mean: number,
  dispersion: number,
  atLeast: number,
): number | null {
  if (surpriseBound(Math.max(observed, mean), mean, dispersion) < atLeast) return null
  const exact = surprise(observed, mean, dispersion)
  return exact < atLeast ? null : exact
}

/**
 * Never below `surprise`. The tail is its first term times at least a geometric series; the first term is
 * bounded below with deviance <= excess^2 / expected and Stirling errors <= 1 / 12x. (A Chernoff bound is no
 * use here: it bounds the tail from above, and so can only say that a count is surprising.)
 */
function surpriseBound(observed: number, mean: number, dispersion: number): number {
  if (observed <= 0) return 0
  const odds = mean / dispersion
  const success = 1 / (1 + odds)
  const failure = odds * success
  const excess = (observed - mean) * success
  const expectedFailures = observed * failure + mean * success
  const inverseDispersion = 1 / dispersion
  const crowding = 1 + observed * inverseDispersion
  // excess^2 / expected of the dispersion's part, written so that it holds for Infinity too
  const deviances =
    (excess * excess) / expectedFailures + (excess * excess * inverseDispersion) / (crowding * success)
  const firstRatio = (mean * success + observed * failure) / (observed + 1)
  const rest = 1 - (dispersion > 1 ? failure : firstRatio)
  const stirlingErrors = (1 / observed + inverseDispersion) / 12
  return (
    (deviances + stirlingErrors + 0.5 * Math.log(2 * Math.PI * observed * crowding * rest * rest)) *
    Math.LOG10E
  )
}
