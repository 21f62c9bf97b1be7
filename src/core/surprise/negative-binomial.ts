import { betaFraction, logBetaDensity } from './incomplete-beta.ts'

/** Below this the tail is 1 to every digit, and 1 / observed would overflow. */
const NEXT_TO_NOTHING = 1e-300

/**
 * Natural log of P(X >= observed) for a count X with the given mean and variance mean + mean^2 / dispersion
 * (negative binomial; a dispersion of Infinity is Poisson). Right to 1e-6 in the log, so relative in the
 * probability, down to 1e-300 for mean 1e-6..1e6, dispersion 0.05..1e6 or Infinity and observed up to 1e6
 * (measured: 2e-11); far below 1e-300 the log itself is right to nine digits.
 *
 * A non-integer `observed` is interpolated by the regularised incomplete beta function I(observed,
 * dispersion), which equals the tail at every integer (https://dlmf.nist.gov/8.17). So the value falls with
 * `observed` and rises with `mean` without steps. In `dispersion` it falls only beyond the point where the
 * two tails cross: less dispersion moves mass to both ends, which makes the tail lighter just above the mean.
 *
 * 0 when observed <= 0; -Infinity when mean is 0 and observed is not. Needs mean >= 0 and dispersion > 0.
 */
export function logTail(observed: number, mean: number, dispersion: number): number {
  if (observed < NEXT_TO_NOTHING) return 0
  if (mean === 0 || observed === Infinity) return -Infinity
  const side = smallSide(observed, mean, dispersion)
  return side.isTail ? side.log : Math.log1p(-Math.exp(side.log))
}

/**
 * The side of `observed` whose continued fraction converges fast. It is also the side that would lose its
 * digits if computed as 1 - other (split as in Numerical Recipes, 6.4). `lead` is observed - (observed +
 * dispersion) * failure, written so that nothing cancels.
 */
function smallSide(observed: number, mean: number, dispersion: number): { isTail: boolean; log: number } {
  const odds = mean / dispersion
  const success = 1 / (1 + odds)
  const failure = odds / (1 + odds)
  const lead = (observed - mean) * success
  const logDensity = logBetaDensity(observed, mean, dispersion)
  const isTail = lead > 2 * failure - 1
  const scale = isTail
    ? betaFraction(1 / observed, mean * success, failure, success, lead)
    : betaFraction(1 / dispersion, observed * success, success, failure, -lead)
  return { isTail, log: Math.min(0, logDensity - Math.log(scale)) }
}

/**
 * Sums for `dispersionByMoments`. Each pair of an observed count and the mean expected of it adds 1, w mean^2
 * and w ((observed - mean)^2 - observed), with w any weight that depends on the mean alone, such as
 * `momentWeight` or 1. The three may be added over groups and faded by a common factor.
 */
export type DispersionSums = {
  readonly samples: number
  readonly squaredMeans: number
  readonly excess: number
}

/** An assumed dispersion, and the number of pairs it weighs as much as. */
export type DispersionPrior = { readonly dispersion: number; readonly weight: number }

const DISPERSION_BOUNDS = { least: 0.05, most: 1e6 }

/**
 * Weight of a pair by how much it can tell. However large its mean is, a pair adds at most dispersion^2 to
 * `squaredMeans`, so that a few very busy hours do not decide alone.
 */
export function momentWeight(mean: number, dispersion: number): number {
  const crowding = 1 + mean / dispersion
  return 1 / (crowding * crowding)
}

/**
 * The dispersion of a negative binomial by the method of moments. Variance - mean is mean^2 / dispersion, so
 * 1 / dispersion is the ratio of `excess` to `squaredMeans`. It is pulled towards the prior by the prior's
 * weight in pairs; without a pair it is the prior. Where the means are estimates, their error counts as
 * dispersion, which is what a forecast needs. Within 0.05..1e6.
 */
export function dispersionByMoments(sums: DispersionSums, prior: DispersionPrior): number {
  const { least, most } = DISPERSION_BOUNDS
  const { samples, squaredMeans, excess } = sums
  if (squaredMeans <= 0) return Math.min(most, Math.max(least, prior.dispersion))
  const evidence = Math.min(samples, squaredMeans / (prior.dispersion * prior.dispersion))
  const inverse =
    (prior.weight / prior.dispersion + (evidence * excess) / squaredMeans) / (prior.weight + evidence)
  return inverse <= 1 / most ? most : Math.max(least, 1 / inverse)
}
