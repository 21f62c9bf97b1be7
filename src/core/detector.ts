import type { BaselineKind, Severity } from '../contract/alert.ts'
import type { Thresholds } from '../contract/policy.ts'
import { indexOf } from './index-of.ts'
import type { View } from './view.ts'
import type { Stretch, WindowName } from './windows/windows.ts'

/**
 * What a finding has counted (say-since.ts):
 * - `window`: every look-up of the window
 * - `foreign`: the window's foreign waybills
 * - `day`: what has come since the day of work began (time.ts); when the first of it came is not kept
 * - `lately`: days that fade, so that it has no beginning
 * - `look-up`: the one look-up
 * - a stretch of its own
 */
export type Counted = 'window' | 'foreign' | 'day' | 'lately' | 'look-up' | Stretch

/** One detector's answer about one look-up. */
export type Finding = {
  readonly window: WindowName
  readonly observed: number
  readonly expected: number
  /** The policy's limit, where one was crossed; null where the baseline alone speaks. */
  readonly limit: number | null
  /**
   * -log10 of the probability of seeing this much or more under the baseline, as the detector sees it. It only has to grow with the
   * evidence: what it is worth is measured on honest days (tails.ts).
   */
  readonly surprise: number
  readonly baseline: BaselineKind
  /** A limit was crossed as is usual for the role: a low alert, whatever the severity of the rule. */
  readonly isMild?: true
  /** A limit was crossed by rows alone that the log counts and does not list: mild as well where exports do not speak (weigh.ts). */
  readonly isUnlisted?: true
  /** How many times the limit it is, for limits that are mild where honest days of the role go as far (worth.ts). */
  readonly timesLimit?: number
  /** `window` where it is absent. */
  readonly counted?: Counted
  /**
   * One sentence a person can read aloud: what was seen, what is usual, and for whom. Since when is added in the alert. Most findings
   * come to nothing, so it is made when it is asked for.
   */
  readonly reason: () => string
}

/**
 * What a detector looks at. Signs of one kind say much the same; signs of different kinds add up (weigh.ts). A `limit` speaks for
 * itself.
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

/** A crossed limit has no probability: it is given the surprise of a sure thing, so that it ranks above a weak sign. */
export const LIMIT_SURPRISE = 10

/** So many times a limit is nobody's usual work, even where nothing is known yet: an interface reads some thousands a day. */
export const BEYOND_ALL_WORK = 100

/**
 * A detector: one file, a pure judgement over an account's windows and baselines.
 * `detect` is total and cheap, and never sees Redis, the clock or another detector.
 */
export type Detector<T extends Thresholds = Thresholds> = {
  /** Equals the file name. */
  readonly id: string
  readonly title: string
  readonly kind: SignKind
  /** How grave a crossed limit is; the other findings are weighed together (weigh.ts). Absent where no limit can be crossed. */
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
