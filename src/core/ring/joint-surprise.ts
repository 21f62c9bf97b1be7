/** A surprise of one in ten: from here on an account counts as loud. */
const LOUD = { surprise: 1, probability: 0.1 }
/** One account speaks for a hundredth of its probability at most: what is beyond is its own alert's business. */
const MOST_SURPRISE = 3

export const isLoud = (surprise: number): boolean => surprise >= LOUD.surprise

/** How many of so many accounts are loud on an honest day. */
export const usuallyLoud = (accounts: number): number => accounts * LOUD.probability

/**
 * How surprising it is that so much speaks against several of `accounts` accounts at once: -log10 P.
 *
 * The truncated product of probabilities (D. V. Zaykin et al. 2002, https://doi.org/10.1002/gepi.0042): those up to a tenth count, the
 * others not at all, so that a few loud ones are not lost among many who work as usual. On an honest day each account is loud with
 * probability 0.1, and its excess over that is exponential; so the sum over k loud ones is a gamma of shape k, and
 *
 *     P(T >= t) = sum over k of Binomial(k; accounts, 0.1) * Gamma(k) tail at t ln 10
 *
 * The loudest account is left out of the sum, for what it did alone is no ring: a lone thief among honest colleagues adds nothing. The
 * sum of the others, k - 1 of them and each with less than an excess drawn at random, lies below a gamma of shape k - 1, so that the result
 * errs on the safe side; so it does where a surprise is cut at 3.
 * That colleagues depend on each other is not in it: the result has to be held against honest days (ring-step.ts).
 */
export const jointSurprise = (surprises: readonly number[], accounts: number): number => {
  const excesses = surprises.filter(isLoud).map(excessOf)
  if (excesses.length < 2) return 0
  const excess = excesses.reduce((sum, each) => sum + each, 0) - Math.max(...excesses)
  return Math.max(0, -logTail(excess, Math.max(accounts, excesses.length)) * Math.LOG10E)
}

const excessOf = (surprise: number): number => Math.min(surprise, MOST_SURPRISE) - LOUD.surprise

/** 10^-17 of the largest term changes no digit of a sum. */
const NEGLIGIBLE = Math.log(1e-17)

/** ln P(at least two are loud, and all but the loudest come to `excess` or more). In logarithms: 0.9 ^ 10,000 is no number. */
const logTail = (excess: number, accounts: number): number => {
  const scaled = excess * Math.LN10
  const logOdds = Math.log(LOUD.probability) - Math.log1p(-LOUD.probability)
  let logBinomial = accounts * Math.log1p(-LOUD.probability)
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
      if (loud > usuallyLoud(accounts) && logBinomial < highest + NEGLIGIBLE) break
    }
    logBinomial += Math.log((accounts - loud) / (loud + 1)) + logOdds
  }
  return highest + Math.log(sum)
}
