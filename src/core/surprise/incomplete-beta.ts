import { gammaln } from 'simple-statistics'

// The two factors of the regularised incomplete beta function, with the parameters of a negative binomial. A
// dispersion of Infinity turns both into those of the incomplete gamma function.

const HALF_LOG_TWO_PI = 0.9189385332046727
/**
 * The continued fraction stops when a term changes it by less than this share: far inside the promised 1e-6.
 */
const FRACTION_TOLERANCE = 1e-11
/**
 * No argument in the promised range needs this many terms. The limit only ends the loop outside that range.
 */
const MAX_FRACTION_TERMS = 100_000

/**
 * ln of failure^observed * success^dispersion / B(observed, dispersion): observed times the probability of
 * exactly `observed`. The plain form subtracts numbers of the size of ln Gamma(1e6) = 1e7 and loses as many
 * digits, so it is written as deviances plus the small Stirling errors (C. Loader, Fast and Accurate
 * Computation of Binomial Probabilities, 2000).
 */
export function logBetaDensity(observed: number, mean: number, dispersion: number): number {
  const odds = mean / dispersion
  const success = 1 / (1 + odds)
  const lead = (observed - mean) * success
  const ofObserved =
    stirlingError(observed) + deviance(observed, mean * success + observed * odds * success, lead)
  if (dispersion === Infinity) return 0.5 * Math.log(observed) - HALF_LOG_TWO_PI - ofObserved
  const total = observed + dispersion
  const ofDispersion = stirlingError(dispersion) + deviance(dispersion, total * success, -lead)
  const scale = 0.5 * Math.log(observed * (dispersion / total)) - HALF_LOG_TWO_PI
  return scale + stirlingError(total) - ofObserved - ofDispersion
}

/**
 * The fraction F with I_x(a, b) = x^a y^b / (B(a, b) F), y = 1 - x (A. R. DiDonato and A. H. Morris, TOMS
 * 708, 1992), by Lentz' method. It takes 1 / a, b x and lead = a y - b x instead of a and b, because a or b
 * is infinite for Poisson. The same terms are then the fraction of the incomplete gamma function. Five plain
 * numbers instead of an object, because it runs for every look-up.
 */
export function betaFraction(inverseA: number, bx: number, x: number, y: number, lead: number): number {
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

/**
 * x ln(x / expected) + expected - x, given excess = x - expected. Uses its series where the terms would
 * cancel.
 */
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
