import { gammaln } from 'simple-statistics'

const HALF_LOG_TWO_PI = 0.9189385332046727
/** The continued fraction stops when a term changes it by less than this share: far inside the promised 1e-6. */
const FRACTION_TOLERANCE = 1e-11
/** No argument in the promised range needs as many; keeps the functions total outside it. */
const MAX_FRACTION_TERMS = 100_000
/** Below it the tail is 1 to every digit, and 1 / observed would overflow. */
const NEXT_TO_NOTHING = 1e-300

/**
 * Natural log of P(X >= observed) for a count X with the given mean and variance mean + mean^2 / dispersion
 * (negative binomial; a dispersion of Infinity is Poisson). Right to 1e-6 in the log, so relative in the probability, down to
 * 1e-300 for mean 1e-6..1e6, dispersion 0.05..1e6 or Infinity and observed up to 1e6 (measured: 2e-11); far below 1e-300 the log
 * itself is right to nine digits.
 *
 * A non-integer `observed` is interpolated by the regularised incomplete beta function I(observed, dispersion), which equals
 * the tail at every integer (https://dlmf.nist.gov/8.17). So the value falls with `observed` and rises with `mean` without
 * steps. In `dispersion` it falls only beyond the point where the two tails cross: less dispersion moves mass to both ends,
 * which makes the tail lighter just above the mean.
 *
 * 0 when observed <= 0; -Infinity when mean is 0 and observed is not. Needs mean >= 0 and dispersion > 0.
 */
export function logTail(observed: number, mean: number, dispersion: number): number {
  if (observed < NEXT_TO_NOTHING) return 0
  if (mean === 0 || observed === Infinity) return -Infinity
  const side = smallSide(observed, mean, dispersion)
  return side.isTail ? side.log : Math.log1p(-Math.exp(side.log))
}

/** Natural log of P(X < observed): the other side of `logTail`, as exact where this one is the small one. */
export function logHead(observed: number, mean: number, dispersion: number): number {
  if (observed < NEXT_TO_NOTHING) return -Infinity
  if (mean === 0 || observed === Infinity) return 0
  const side = smallSide(observed, mean, dispersion)
  return side.isTail ? Math.log1p(-Math.exp(side.log)) : side.log
}

/**
 * The side of `observed` whose continued fraction converges fast, which is also the side that must not be had as
 * 1 - other (split as in Numerical Recipes, 6.4). `lead` is observed - (observed + dispersion) * failure, written so
 * that nothing cancels.
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
 * ln of failure^observed * success^dispersion / B(observed, dispersion): observed times the probability of exactly
 * `observed`. The plain form subtracts numbers of the size of ln Gamma(1e6) = 1e7 and loses as many digits, so it is
 * written as deviances plus the small Stirling errors (C. Loader, Fast and Accurate Computation of Binomial Probabilities, 2000).
 */
function logBetaDensity(observed: number, mean: number, dispersion: number): number {
  const odds = mean / dispersion
  const success = 1 / (1 + odds)
  const lead = (observed - mean) * success
  const poissonPart =
    0.5 * Math.log(observed) -
    HALF_LOG_TWO_PI -
    stirlingError(observed) -
    deviance(observed, mean * success + observed * odds * success, lead)
  if (dispersion === Infinity) return poissonPart
  const total = observed + dispersion
  return (
    poissonPart +
    0.5 * Math.log(dispersion / total) +
    stirlingError(total) -
    stirlingError(dispersion) -
    deviance(dispersion, total * success, -lead)
  )
}

/** x ln(x / expected) + expected - x, given excess = x - expected; by its series where the terms would cancel. */
function deviance(x: number, expected: number, excess: number): number {
  if (Math.abs(excess) > 0.1 * (x + expected)) return x * Math.log(x / expected) - excess
  const ratio = excess / (x + expected)
  const square = ratio * ratio
  let sum = excess * ratio
  let power = 2 * x * ratio
  for (let odd = 3; odd < 40; odd += 2) {
    power *= square
    const next = sum + power / odd
    if (next === sum) break
    sum = next
  }
  return sum
}

/** ln Gamma(x) - ((x - 1/2) ln x - x + ln(2 pi) / 2), see https://dlmf.nist.gov/5.11. */
function stirlingError(x: number): number {
  if (x < 10) return gammaln(x + 1) - (x + 0.5) * Math.log(x) + x - HALF_LOG_TWO_PI
  const square = 1 / (x * x)
  return (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - square / 1188) * square) * square) * square) / x
}

/**
 * The fraction F with I_x(a, b) = x^a y^b / (B(a, b) F), y = 1 - x (A. R. DiDonato and A. H. Morris, TOMS 708, 1992), by Lentz'
 * method. Given are 1 / a, b x and lead = a y - b x and not a and b, because a or b is infinite for Poisson: then the same
 * terms are the fraction of the incomplete gamma function.
 */
function betaFraction(inverseA: number, bx: number, x: number, y: number, lead: number): number {
  let value = (lead + 1) / (1 + inverseA)
  let numerator = value
  let denominator = 0
  for (let n = 1; n < MAX_FRACTION_TERMS; n++) {
    const middle = 1 + (2 * n - 1) * inverseA
    const scaled = (n * (bx - n * x)) / middle
    const before = 1 + (n - 1) * inverseA
    const a = (scaled * before * (before * x + bx * inverseA)) / middle
    const b =
      n + scaled * inverseA + ((1 + n * inverseA) * (lead + 1 + n * (1 + y))) / (middle + 2 * inverseA)
    denominator = 1 / (b + a * denominator)
    numerator = b + a / numerator
    const change = numerator * denominator
    value *= change
    if (!(Math.abs(change - 1) >= FRACTION_TOLERANCE)) break // also when it is NaN
  }
  return value
}
