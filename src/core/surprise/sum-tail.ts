// `as number` stands where an index is in bounds by construction.
import {
  bucketOf,
  daysBetween,
  PRIOR_DAYS,
  shareAbove,
  surpriseOf,
  type SharePrior,
  type Tail,
} from './tails.ts'

/**
 * Sums of signs from `from` up to `end` tell how fast the tail of honest days falls: one day in twenty to forty comes to as much. What lies
 * above says nothing of it: there are the thefts, whether anybody has noticed them or not. Days keep sums in quarters, of which each of
 * these three is the first of its bucket.
 */
const BODY = { from: 1.75, middle: 3, end: 4.25 } as const
const FROM = bucketOf(BODY.from)
const MIDDLE = bucketOf(BODY.middle)
const END = bucketOf(BODY.end)
const HALF = BODY.middle - BODY.from

/**
 * Account-days in either half of the body that are assumed beside those that are known: a decade for each 1.4 of the sum. In a company of few
 * people they weigh as much as its own of some months, among which a handful of thefts would look like the habit of the house.
 */
const ASSUMED = { lower: 24, upper: 3 } as const
/**
 * However little the halves differ, the tail falls by a decade for each 3.6 of the sum. Of few people the halves hold a handful of days each,
 * whose ratio says next to nothing: with less than this no theft would stand out among them.
 */
const LEAST_DECAY = 0.8

/**
 * Surprise of a sum of signs: -log10 of the share of honest account-days that reach it. Below the body days are counted; from there on the
 * tail goes on exponentially. Its decay is that of an exponential truncated at the body's end, of which only the two halves
 * are known: then the maximum-likelihood estimate is the logarithm of their ratio, by the width of one (W. L. Deemer and D. F. Votaw,
 * "Estimation of parameters of truncated or censored exponential distributions", 1955). One standard error on the safe side.
 */
export const calibrateSum = (score: number, prior: SharePrior, tail: Tail | undefined): number => {
  const days = tail?.values[0] ?? 0
  const seen = tail === undefined ? 0 : daysReaching(score, tail)
  return surpriseOf(score, prior, { seen, days, lean: PRIOR_DAYS })
}

const daysReaching = (score: number, tail: Tail): number => {
  const lower = daysBetween(tail, FROM, MIDDLE)
  const upper = daysBetween(tail, MIDDLE, END)
  const decay = decayOf(ASSUMED.lower + lower, ASSUMED.upper + upper)
  const fromBody = (lower + upper) / (1 - Math.exp(-decay * (BODY.end - BODY.from)))
  const bucket = bucketOf(score)
  // Days keep sums in quarters: none lies between the lower edge of the body's first bucket and the body.
  if (bucket >= FROM) return fromBody * Math.exp(-decay * Math.max(0, score - BODY.from))
  const ofBucket = (tail.values[1 + bucket] as number) * shareAbove(score, bucket)
  return fromBody + ofBucket + daysBetween(tail, bucket + 1, FROM)
}

const decayOf = (lower: number, upper: number): number =>
  Math.max(LEAST_DECAY, Math.log(lower / upper) - Math.sqrt(1 / lower + 1 / upper)) / HALF
