/** Surprise from which an account counts as loud: one honest account-day in ten. */
const LOUD_SURPRISE = 1
/**
 * An account's surprise is cut here, two decades above loud. What lies beyond is a matter for its own alert.
 */
const MOST_SURPRISE = 3

export const isLoud = (surprise: number): boolean => surprise >= LOUD_SURPRISE

/** Surprise of a loud account beyond the least that is loud, 0 to 2 decades. */
export const excessOf = (surprise: number): number => Math.min(surprise, MOST_SURPRISE) - LOUD_SURPRISE

/**
 * The day's accounts that do not share the entity: the share that is loud, 0..1, and the mean excess of the
 * loud ones in decades.
 */
export type Crowd = { readonly loudShare: number; readonly meanExcess: number }

/** The crowd of an ordinary day. Both numbers follow from what a surprise means. */
export const ORDINARY: Crowd = { loudShare: 0.1, meanExcess: Math.LOG10E }

/**
 * How surprising the evidence against several of `accounts` accounts at once is: -log10 P.
 *
 * The truncated product of probabilities (D. V. Zaykin et al. 2002, https://doi.org/10.1002/gepi.0042):
 * probabilities up to a tenth count, larger ones do not, so that a few loud accounts are not lost among many
 * who work as usual. On an ordinary day each account is loud with probability 0.1, and its excess over that
 * is exponential with mean 1 / ln 10. So the sum over k loud ones is a gamma of shape k, and
 *
 *     P(T >= t) = sum over k of Binomial(k; accounts, loudShare) * Gamma(k) tail at t / meanExcess
 *
 * On a day on which everybody is busier, both numbers are taken from the crowd.
 *
 * The loudest account is left out of the sum, because what it did alone is no ring: a lone thief among honest
 * colleagues adds nothing. The sum of the other k - 1, each with less than an excess drawn at random, lies
 * below a gamma of shape k - 1. So the result errs on the safe side, as it does where a surprise is cut at 3.
 * That colleagues depend on each other is not in the formula: the result has to be compared with honest days
 * (ring-step.ts).
 */
export const jointSurprise = (surprises: readonly number[], accounts: number, crowd: Crowd): number => {
  const excesses = surprises.filter(isLoud).map(excessOf)
  if (excesses.length < 2) return 0
  const excess = excesses.reduce((sum, each) => sum + each, 0) - Math.max(...excesses)
  return Math.max(0, -logTail(excess, Math.max(accounts, excesses.length), crowd) * Math.LOG10E)
}

/** Terms below 10^-17 of the largest change no digit of the sum. */
const NEGLIGIBLE = Math.log(1e-17)

/**
 * ln P(at least two are loud, and all but the loudest come to `excess` or more). In logarithms, because
 * powers such as 0.9 ^ 10,000 are too small for a number.
 */
const logTail = (excess: number, accounts: number, { loudShare, meanExcess }: Crowd): number => {
  const scaled = excess / meanExcess
  const logOdds = Math.log(loudShare) - Math.log1p(-loudShare)
  let logBinomial = accounts * Math.log1p(-loudShare)
  let gammaTerm = Math.exp(-scaled)
  let gammaTail = 0
  let highest = -Infinity
  let sum = 0
  for (let loud = 0; loud <= accounts; loud++) {
    if (loud >= 2) {
      gammaTail = Math.min(1, gammaTail + gammaTerm)
      gammaTerm *= scaled / (loud - 1)
      const term = logBinomial + Math.log(gammaTail)
      sum = term > highest ? sum * Math.exp(highest - term) + 1 : sum + Math.exp(term - highest)
      highest = Math.max(highest, term)
      if (loud > accounts * loudShare && logBinomial < highest + NEGLIGIBLE) break
    }
    logBinomial += Math.log((accounts - loud) / (loud + 1)) + logOdds
  }
  return highest + Math.log(sum)
}
