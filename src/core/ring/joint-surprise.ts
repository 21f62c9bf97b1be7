/** A surprise of one in ten: from here on an account counts as loud. */
const LOUD_SURPRISE = 1
/** One account speaks for a hundredth of its probability at most: what is beyond is its own alert's business. */
const MOST_SURPRISE = 3

export const isLoud = (surprise: number): boolean => surprise >= LOUD_SURPRISE

/** By how much a loud account is more than loud: 0 to 2. */
export const excessOf = (surprise: number): number => Math.min(surprise, MOST_SURPRISE) - LOUD_SURPRISE

/** How the accounts that do not share the entity are today: which share of them is loud, and by how much in the mean. */
export type Crowd = { readonly loudShare: number; readonly meanExcess: number }

/** Of an ordinary day: that is what surprises mean. */
export const ORDINARY: Crowd = { loudShare: 0.1, meanExcess: Math.LOG10E }

/**
 * How surprising it is that so much speaks against several of `accounts` accounts at once: -log10 P.
 *
 * The truncated product of probabilities (D. V. Zaykin et al. 2002, https://doi.org/10.1002/gepi.0042): those up to a tenth count, the
 * others not at all, so that a few loud ones are not lost among many who work as usual. On an ordinary day each account is loud with
 * probability 0.1, and its excess over that is exponential with mean 1 / ln 10; so the sum over k loud ones is a gamma of shape k, and
 *
 *     P(T >= t) = sum over k of Binomial(k; accounts, loudShare) * Gamma(k) tail at t / meanExcess
 *
 * On a day on which everybody is busier, both are what the crowd says.
 *
 * The loudest account is left out of the sum, for what it did alone is no ring: a lone thief among honest colleagues adds nothing. The
 * sum of the others, k - 1 of them and each with less than an excess drawn at random, lies below a gamma of shape k - 1, so that the result
 * errs on the safe side; so it does where a surprise is cut at 3.
 * That colleagues depend on each other is not in it: the result has to be held against honest days (ring-step.ts).
 */
export const jointSurprise = (
  surprises: readonly number[],
  accounts: number,
  crowd: Crowd = ORDINARY,
): number => {
  const excesses = surprises.filter(isLoud).map(excessOf)
  if (excesses.length < 2) return 0
  const excess = excesses.reduce((sum, each) => sum + each, 0) - Math.max(...excesses)
  return Math.max(0, -logTail(excess, Math.max(accounts, excesses.length), crowd) * Math.LOG10E)
}

/** 10^-17 of the largest term changes no digit of a sum. */
const NEGLIGIBLE = Math.log(1e-17)

/** ln P(at least two are loud, and all but the loudest come to `excess` or more). In logarithms: 0.9 ^ 10,000 is no number. */
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
