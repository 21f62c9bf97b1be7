// `as number` stands where an index is in bounds by construction.
import { addToSum, createSums, type Sums } from '../peers/sums.ts'
import { remembering } from '../remembering.ts'

/** Name of the tail of all signs together. */
export const ALL_SIGNS = 'all'
/** Index in `Account.dayScores` of the sum of all signs. */
export const ALL_SCORE = 23
/**
 * Index of the sum of those signs that count again if they recur (lately.ts). Detectors have the indices
 * below.
 */
export const RECURRING_SCORE = 22
export const SCORES = ALL_SCORE + 1
/** Steps per unit: a day's scores are stored in quarters, one byte each. */
export const SCORE_STEPS = 4

const BUCKETS = 40
const STEPS_PER_DOUBLING = 6
/**
 * Layout of a tail: the number of account-days, then how many of them had their highest score in each bucket.
 */
export const TAIL_VALUES = 1 + BUCKETS

/**
 * Lower edges of the buckets, from 0 to about 90 in steps of 12 % of (1 + score), then the upper edge of the
 * last.
 */
const EDGES = Array.from({ length: BUCKETS + 1 }, (_, at) => 2 ** (at / STEPS_PER_DOUBLING) - 1)

/** Index of the bucket. A score on an edge belongs above it, where rounding might leave it just below. */
export const bucketOf = (score: number): number =>
  Math.min(BUCKETS - 1, Math.floor(Math.log2(1 + score) * STEPS_PER_DOUBLING + 1e-9))

/** Scores below this all fall into the first bucket. */
export const LEAST_SCORE = EDGES[1] as number

/** Transforms scores. What becomes of the middle of each bucket is worked out beforehand. */
export type Scale = { readonly of: (score: number) => number; readonly middles: Float64Array }

const createScale = (of: Scale['of']): Scale => ({
  of,
  middles: Float64Array.from({ length: BUCKETS }, (_, bucket) =>
    of(((EDGES[bucket] as number) + (EDGES[bucket + 1] as number)) / 2),
  ),
})

export const LINEAR = createScale((score) => score)
/** log(1 + score) */
export const LOGARITHMIC = createScale(Math.log1p)

/** A fading histogram of one detector's highest scores on honest account-days. */
export type Tail = Sums

/** Names are cached: a newly built string must be hashed again, which takes longer than reading its tail. */
const tailsOf = remembering(512, (role: string) => remembering(512, (name: string) => `${name}/${role}`))

/** Name of one role's tail, given the name of everyone's. */
export const tailOfRole = (name: string, role: string): string => tailsOf(role)(name)

/** The role in a tail's name; null for everyone's tail. Detector ids have no slash. */
export const roleOfTail = (name: string): string | null => {
  const slash = name.indexOf('/')
  return slash === -1 ? null : name.slice(slash + 1)
}

export const createTail = (): Tail => createSums(new Float64Array(TAIL_VALUES))

/** `weight`: how many days it counts for. */
export const addDay = (tail: Tail, score: number, weight = 1): void => {
  addToSum(tail, 0, weight)
  addToSum(tail, 1 + bucketOf(score), weight)
}

/**
 * Replaces the score that an account-day has been counted with. Null stands for a day that is not counted.
 */
export const recountDay = (tail: Tail, before: number | null, now: number | null): void => {
  if (before !== null) {
    const bucket = 1 + bucketOf(before)
    // The sums may have faded since, so that less than a whole day is left to take off.
    const left = Math.min(1, tail.own[bucket] as number)
    addToSum(tail, 0, -left)
    addToSum(tail, bucket, -left)
  }
  if (now !== null) addDay(tail, now)
}

/**
 * Prior share of account-days that reach a score: factor * 10^(-score / decade), and at least `floor`. The
 * floor may fall as more days become known, because a first day can show what nobody thought of.
 */
export type SharePrior = {
  readonly factor: number
  readonly decade: number
  readonly floor: (days: number, score: number) => number
}

export type TailPrior = SharePrior & {
  /** Scale on which the tail is exponential: `LOGARITHMIC` for heavy-tailed work such as lists and exports. */
  readonly scale: Scale
  /**
   * A day counts as reaching scores up to this many buckets above its own: an interface reads a little more
   * or less from day to day.
   */
  readonly leeway: 0 | 1
}

/**
 * With this many account-days known, most honest work has been seen; before, priors assume less.
 */
export const WELL_KNOWN_DAYS = 150
/** Number of account-days that the prior weighs as much as. */
export const PRIOR_DAYS = 20
/**
 * `prior`: number of account-days that the prior weighs as much as. `everyone`: the same for everyone's tail
 * beside a role's, at most.
 */
export type Lean = { readonly prior: number; readonly everyone: number }
export const LEAN: Lean = { prior: PRIOR_DAYS, everyone: 200 }
/** The tail is fitted beyond the score that this many account-days reached. */
const FITTED_DAYS = 8
/** The prior of the mean excess over that score, and the number of account-days it weighs as much as. */
const EXCESS = { mean: 0.43, days: 3 }
const MOST_SURPRISE = 20
const LEAST_SHARE = 10 ** -MOST_SURPRISE

/**
 * Calibrated surprise of a score: -log10 of the share of honest account-days that reach it. The scale of the
 * raw score does not matter, nor how many windows it is the highest of, because it is compared with the
 * highest scores of whole days, of the role and of everyone.
 * Beyond what was seen the tail is exponential on the prior's scale. Its mean excess is taken over the score
 * that the highest eight account-days reached (peaks over threshold: Pickands 1975, shape 0; on a logarithmic
 * scale Hill's estimator, 1975). One standard error is added, to be on the safe side.
 */
export const calibrate = (score: number, prior: TailPrior, known: KnownDays): number => {
  const { days, lean } = known
  const seen = days === 0 ? 0 : daysReaching(score, prior, known)
  return surpriseOf(score, prior, { seen, days, lean })
}

/** `seen` of `days` account-days reached the score; the prior weighs as much as `lean` days. */
export const surpriseOf = (
  score: number,
  { factor, decade, floor }: SharePrior,
  { seen, days, lean }: { readonly seen: number; readonly days: number; readonly lean: number },
): number => {
  const priorShare = Math.max(floor(days, score), Math.min(1, factor * 10 ** (-score / decade)))
  const share = (seen + lean * priorShare) / (days + lean)
  return Math.min(MOST_SURPRISE, -Math.log10(Math.max(share, LEAST_SHARE)))
}

/** The account-days that a role's score is compared with: the role's own, and everyone's at less weight. */
export type KnownDays = {
  readonly days: number
  readonly ofRole: Float64Array
  readonly ofEveryone: Float64Array
  readonly weight: number
  /** Number of account-days that the prior weighs as much as. */
  readonly lean: number
  /** Bucket of the account's own day, if it is counted already: it is left out. Null if it is not. */
  readonly own: number | null
}

const NO_DAYS = new Float64Array(TAIL_VALUES)

export const knownDays = (
  everyone: Tail | undefined,
  role: Tail | undefined,
  lean = LEAN,
  own: number | null = null,
): KnownDays => {
  const ofEveryone = everyone?.values ?? NO_DAYS
  const ofRole = role?.values ?? NO_DAYS
  const all = ofEveryone[0] as number
  const weight = role === undefined ? 1 : Math.min(all, lean.everyone) / Math.max(1, all)
  return { days: (ofRole[0] as number) + all * weight, ofRole, ofEveryone, weight, lean: lean.prior, own }
}

const inBucket = ({ ofRole, ofEveryone, weight, own }: KnownDays, bucket: number): number => {
  const role = ofRole[1 + bucket] as number
  const everyone = ofEveryone[1 + bucket] as number
  if (bucket !== own) return role + everyone * weight
  return Math.max(0, role - 1) + Math.max(0, everyone - 1) * weight
}

/** Account-days on which a limit was crossed, however far: on others its score is 0. */
export const daysCrossed = (days: Float64Array): number => (days[0] as number) - (days[1] as number)

/** Account-days counted at this score or above, without the fitted tail. */
export const daysSeen = (score: number, known: KnownDays): number => {
  const target = bucketOf(score)
  let seen = inBucket(known, target) * shareAbove(score, target)
  for (let bucket = target + 1; bucket < BUCKETS; bucket++) seen += inBucket(known, bucket)
  return seen
}

/** Share of a bucket's scores above this one, as if they were spread evenly. */
export const shareAbove = (score: number, bucket: number): number => {
  const lower = EDGES[bucket] as number
  return Math.max(0, 1 - (score - lower) / ((EDGES[bucket + 1] as number) - lower))
}

const daysReaching = (score: number, prior: TailPrior, known: KnownDays): number => {
  let reached = 0
  let edge = BUCKETS
  while (edge > 0 && reached < FITTED_DAYS) reached += inBucket(known, --edge)
  const bucket = bucketOf(score)
  const seen = daysSeen(score, known)
  const told = bucket >= edge ? beyond(score, { edge, reached }, prior, known) : seen
  const near =
    prior.leeway === 0 ? seen : daysSeen(EDGES[Math.max(0, bucket - prior.leeway)] as number, known)
  return Math.max(told, surely(near))
}

/**
 * A number of account-days, less one standard error. It is a floor under the fit: where a role has two ways
 * of work, no fit follows the rarer one.
 */
const surely = (days: number): number => Math.max(0, days - Math.sqrt(days))

/** `reached` account-days lie above the lower edge of bucket `edge`. */
type Fit = { readonly edge: number; readonly reached: number }

const beyond = (score: number, { edge, reached }: Fit, { scale }: TailPrior, known: KnownDays): number => {
  const threshold = scale.of(EDGES[edge] as number)
  let excess = EXCESS.days * EXCESS.mean
  for (let bucket = edge; bucket < BUCKETS; bucket++)
    excess += inBucket(known, bucket) * ((scale.middles[bucket] as number) - threshold)
  const fitted = reached + EXCESS.days
  const meanExcess = (excess / fitted) * (1 + 1 / Math.sqrt(fitted))
  return reached * Math.exp(-(scale.of(score) - threshold) / meanExcess)
}

/** Share of the known account-days whose score lies in the bucket of this one or above. */
export const shareReaching = (score: number, tail: Tail): number =>
  daysBetween(tail, bucketOf(score), BUCKETS) / Math.max(1, tail.values[0] as number)

/** Account-days in the buckets from `first` up to `end`, without the one in bucket `own`. */
export const daysBetween = (
  { values }: Tail,
  first: number,
  end: number,
  own: number | null = null,
): number => {
  let days = own !== null && own >= first && own < end ? -Math.min(1, values[1 + own] as number) : 0
  for (let bucket = first; bucket < end; bucket++) days += values[1 + bucket] as number
  return days
}
