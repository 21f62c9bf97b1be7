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
 * Range of sums of signs from which the decay of the tail of honest days is estimated. One day in twenty to
 * forty reaches `from`. Sums from `end` on are left out, because thefts lie there, noticed or not. Sums are
 * stored in quarters, and each of these three is the lowest one in its bucket.
 */
const BODY = { from: 1.75, middle: 3, end: 4.25 } as const
const FROM = bucketOf(BODY.from)
const MIDDLE = bucketOf(BODY.middle)
const END = bucketOf(BODY.end)
const HALF = BODY.middle - BODY.from

/**
 * Account-days that are assumed in each half of the body, beside the known ones. Alone they give a tail that
 * falls by a decade for each 1.4 of the sum. In a company of few people they weigh as much as some months of
 * its own days. Without them a handful of thefts there would look like the habit of the house.
 */
const ASSUMED = { lower: 24, upper: 3 } as const
/**
 * Least difference of the two halves, as a natural logarithm: the tail falls by at least a decade for each
 * 3.6 of the sum. Where few people work, each half holds a handful of days, and their ratio says next to
 * nothing. With a flatter tail no theft would stand out among them.
 */
const LEAST_DECAY = 0.8

/**
 * Surprise of a sum of signs: -log10 of the share of honest account-days that reach it. Below the body, days
 * are counted. From the body on, the tail is exponential.
 * The decay is estimated as that of an exponential truncated at the body's end, of which only the counts of
 * the two halves are known. Its maximum-likelihood estimate is the logarithm of their ratio, divided by the
 * width of a half (W. L. Deemer and D. F. Votaw, "Estimation of parameters of truncated or censored
 * exponential distributions", 1955). One standard error is taken off, to be on the safe side.
 * `own`: bucket of the account's own day, if it is counted already; it is left out.
 */
export const calibrateSum = (
  score: number,
  prior: SharePrior,
  tail: Tail | undefined,
  own: number | null = null,
): number => {
  const days = tail?.values[0] ?? 0
  const seen = tail === undefined ? 0 : daysReaching(score, tail, own)
  return surpriseOf(score, prior, { seen, days, lean: PRIOR_DAYS })
}

const daysReaching = (score: number, tail: Tail, own: number | null): number => {
  const lower = daysBetween(tail, FROM, MIDDLE, own)
  const upper = daysBetween(tail, MIDDLE, END, own)
  const decay = decayOf(ASSUMED.lower + lower, ASSUMED.upper + upper)
  const fromBody = (lower + upper) / (1 - Math.exp(-decay * (BODY.end - BODY.from)))
  const bucket = bucketOf(score)
  // Sums are stored in quarters, so none lies between the lower edge of the body's first bucket and the body.
  if (bucket >= FROM) return fromBody * Math.exp(-decay * Math.max(0, score - BODY.from))
  const ofBucket = daysBetween(tail, bucket, bucket + 1, own) * shareAbove(score, bucket)
  return fromBody + ofBucket + daysBetween(tail, bucket + 1, FROM, own)
}

const decayOf = (lower: number, upper: number): number =>
  Math.max(LEAST_DECAY, Math.log(lower / upper) - Math.sqrt(1 / lower + 1 / upper)) / HALF
