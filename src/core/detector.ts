import type { BaselineKind, Severity } from '../contract/alert.ts'
import type { Thresholds } from '../contract/thresholds.ts'
import { indexOf } from './index-of.ts'
import type { View } from './view.ts'
import type { Stretch } from './windows/fullest-around.ts'
import type { WindowName } from './windows/levels.ts'

/**
 * What a finding has counted (say-since.ts):
 * - `window`: every look-up of the window
 * - `foreign`: the window's foreign waybills
 * - `day`: everything since the day of work began (time.ts); when the first of it came is not kept
 * - `lately`: a fading mean over days, which has no beginning
 * - `look-up`: this look-up alone
 * - a `Stretch`: that stretch of event time
 */
export type Counted = 'window' | 'foreign' | 'day' | 'lately' | 'look-up' | Stretch

/**
 * What excuses a crossed limit (severity.ts):
 * - `work`: it looks like honest work, such as the usual work of the role
 * - `unlisted`: only rows that the log counts without listing them have crossed it
 * - `early`: in the first days of a log nobody knows what is usual
 */
export type Excuse = 'work' | 'unlisted' | 'early'

/** One detector's answer about one look-up. */
export type Finding = {
  readonly window: WindowName
  readonly observed: number
  readonly expected: number
  /** The policy's limit if one was crossed; null if the baseline alone speaks. */
  readonly limit: number | null
  /**
   * How much evidence this is, by the detector's own measure, such as -log10 of the probability of seeing
   * this much or more under the baseline. It only has to grow with the evidence, because it is calibrated on
   * honest days afterwards (found.ts). Of the kind `limit`: how far the limit is exceeded (`beyondLimit`), if
   * it is excused where honest days of the role go as far; else 0.
   */
  readonly score: number
  readonly baseline: BaselineKind
  /** A reason for which a crossed limit may be no more than a low alert; absent if there is none. */
  readonly excuse?: Excuse | null
  /** `window` if absent. */
  readonly counted?: Counted
  /**
   * One sentence a person can read aloud: what was seen, what is usual, and for whom. The alert adds since
   * when. It is made on demand, because most findings come to nothing.
   */
  readonly reason: () => string
}

/**
 * What a detector looks at. Signs of one kind measure much the same and count together; kinds add up
 * (weigh.ts). A `limit` raises an alert on its own.
 */
export const signKinds = [
  'volume',
  'reach',
  'order',
  'reach-lately',
  'order-lately',
  'time',
  'source',
  'action',
  'reveal',
  'limit',
] as const
export type SignKind = (typeof signKinds)[number]
export const SIGN = indexOf(signKinds)

/** Kinds of sign that compare an account with its own earlier days, so that a new one cannot show them. */
export const OF_EARLIER_DAYS: ReadonlySet<SignKind> = new Set(['reach-lately', 'order-lately', 'source'])

/**
 * Nobody's usual work is this many times a limit, even before anything is known: an automated interface reads
 * some thousands a day.
 */
export const BEYOND_ALL_WORK = 100

/**
 * Score of what is this many times a limit, on a logarithmic scale: 1 at the limit, and this much more for each
 * doubling.
 */
export const beyondLimit = (timesLimit: number): number => 1 + SCORE_PER_DOUBLING * Math.log2(timesLimit)
const SCORE_PER_DOUBLING = 2

/**
 * A detector: one file, a pure judgement over an account's windows and baselines.
 * `detect` is total and cheap, and never sees Redis, the clock or another detector.
 */
export type Detector<T extends Thresholds = Thresholds> = {
  /** Equals the file name. */
  readonly id: string
  readonly title: string
  readonly kind: SignKind
  /**
   * Severity of a crossed limit; other findings are weighed together (weigh.ts). Absent if there is no limit
   * to cross.
   */
  readonly severity?: Severity
  /** MITRE ATT&CK technique ids. */
  readonly techniques: readonly string[]
  readonly why: string
  readonly blindSpots: readonly string[]
  readonly falseAlarms: readonly string[]
  /** Two or three steps, each with a time frame and a field of the alert. */
  readonly triage: readonly string[]
  readonly defaults: T
  // A method, so that detectors with thresholds of their own fit one list.
  detect(view: View, thresholds: T): Finding | null
}
