// What the detectors find at one look-up, calibrated against honest account-days.
import type { LookUp } from '../../contract/look-up.ts'
import type { Account } from '../account.ts'
import { ownBucket } from '../baselines/learn-scores.ts'
import {
  BEYOND_ALL_WORK,
  beyondLimit,
  OF_EARLIER_DAYS,
  type Detector,
  type Finding,
  type SignKind,
} from '../detector.ts'
import type { LaneState } from '../lane-state.ts'
import { isAssumed } from '../peers/assumed-role.ts'
import type { DetectorRule, Policy } from '../policy.ts'
import {
  calibrate,
  daysCrossed,
  knownDays,
  LEAN,
  LINEAR,
  LOGARITHMIC,
  tailOfRole,
  WELL_KNOWN_DAYS,
  type KnownDays,
  type TailPrior,
} from '../surprise/tails.ts'
import type { View } from '../view.ts'

/** Beyond this score even unforeseen honest work becomes rarer, with the square of the score. */
const UNTHOUGHT_OF = 20
/**
 * Prior for a detector's raw score, before there are days to compare it with. A day's score is the highest of
 * many windows.
 */
const SCORE_PRIOR: TailPrior = {
  factor: 10,
  decade: 4,
  floor: (days, score) => 1e-3 * (days < WELL_KNOWN_DAYS ? 1 : Math.min(1, (UNTHOUGHT_OF / score) ** 2)),
  scale: LOGARITHMIC,
  leeway: 0,
}
/**
 * As `SCORE_PRIOR`, for signs that compare an account with its earlier days. They are the last to be known in the
 * first days of a log: the days before were measured against assumptions, and many machines seem new.
 */
const EARLIER_DAYS_PRIOR: TailPrior = {
  ...SCORE_PRIOR,
  floor: (days, score) => (days < WELL_KNOWN_DAYS ? 0.1 : SCORE_PRIOR.floor(days, score)),
}
const BEYOND_ALL_WORK_SCORE = beyondLimit(BEYOND_ALL_WORK)
/**
 * Prior for how far a limit is exceeded: one honest day in 1,000 may exceed it by any number of times, and one
 * in 10,000 even beyond all work.
 */
const BEYOND_PRIOR: TailPrior = {
  factor: 0,
  decade: 1,
  floor: (_, score) => (score < BEYOND_ALL_WORK_SCORE ? 1e-3 : 1e-4),
  scale: LINEAR,
  leeway: 1,
}

/**
 * Surprise of one honest day of the role in 2,000. Below it, a limit of exports relative to what is usual
 * does not count as crossed, and a fixed limit is excused.
 */
const RARE = 3.3
/**
 * As `RARE`, for the other relative limits: one day in 10,000, about as many as there may be false alarms.
 * They can be stricter, because reading goes on, while an export is over at once.
 */
const RARE_READING = 4

/**
 * A crossed limit has no probability. It is given this surprise, that of near certainty, so that it ranks
 * above weak signs.
 */
export const LIMIT_SURPRISE = 10

/** A finding with the detector it came from, and its surprise calibrated to one account-day. */
export type Found = {
  readonly detector: Detector
  /** The detector's index in the list of detectors. */
  readonly at: number
  readonly rule: DetectorRule
  readonly finding: Finding
  readonly surprise: number
}

/** How loud a finding is: its surprise, and for a crossed limit at least that of near certainty. */
export const loudnessOf = ({ finding, surprise }: Pick<Found, 'finding' | 'surprise'>): number =>
  finding.limit === null ? surprise : Math.max(LIMIT_SURPRISE, surprise)

export const loudestFirst = (found: readonly Found[]): readonly Found[] =>
  found.length < 2 ? found : found.toSorted((a, b) => loudnessOf(b) - loudnessOf(a))

/** Makes the function that asks every detector which is not switched off. `rules`: of the view's account. */
export const createFinder = ({ peers: { tails } }: LaneState, detectors: readonly Detector[]) => {
  return (view: View, account: Account, rules: readonly DetectorRule[]): readonly Found[] => {
    let found: Found[] | null = null
    for (let at = 0; at < detectors.length; at++) {
      const detector = detectors[at] as Detector
      const rule = rules[at] as DetectorRule
      if (!rule.enabled) continue
      const finding = detector.detect(view, rule.thresholds)
      if (finding === null) continue
      const { id, kind } = detector
      const own = kind === 'limit' ? null : ownBucket(account, at, kind)
      const known = knownDays(tails.get(id), tails.get(tailOfRole(id, account.role)), LEAN, own)
      const calibrated =
        kind === 'limit' ? asLimit(finding, known, account.dayScores[at] !== 0) : asSign(finding, known, kind)
      ;(found ??= []).push({ detector, at, rule, ...calibrated })
    }
    return found ?? NOTHING
  }
}

const NOTHING: readonly Found[] = []

type Calibrated = Pick<Found, 'finding' | 'surprise'>

/** A limit relative to what is usual counts as crossed only if the account-day is rare. */
const asSign = (finding: Finding, known: KnownDays, kind: SignKind): Calibrated => {
  const prior = OF_EARLIER_DAYS.has(kind) ? EARLIER_DAYS_PRIOR : SCORE_PRIOR
  const surprise = calibrate(finding.score, prior, known)
  const isRare = surprise >= (kind === 'action' ? RARE : RARE_READING)
  return { finding: finding.limit === null || isRare ? finding : { ...finding, limit: null }, surprise }
}

/**
 * A fixed limit is excused if honest days of the role go as far. `isCounted`: the account's day is among those
 * known.
 */
const asLimit = (finding: Finding, known: KnownDays, isCounted: boolean): Calibrated => {
  const { score, excuse } = finding
  const isUsual =
    score > 0 &&
    excuse !== 'work' &&
    (excuse === 'early' ? crossedByOthers(known, isCounted) : calibrate(score, BEYOND_PRIOR, known) < RARE)
  return { finding: isUsual ? { ...finding, excuse: 'work' } : finding, surprise: LIMIT_SURPRISE }
}

/** Whether others of the role have crossed the limit: in the first days of a log nothing else is known of it. */
const crossedByOthers = ({ ofRole }: KnownDays, isCounted: boolean): boolean =>
  daysCrossed(ofRole) - (isCounted ? 1 : 0) > SOME

/** Days fade, so that a whole one is a little less than one. */
const SOME = 0.5

/**
 * The policy's rules for the look-up's account. If the look-up names no role, the account's known one
 * applies.
 */
export const rulesOf = (
  policy: Policy,
  { role }: Account,
  { accountId, outletId, role: fullRole }: LookUp,
): readonly DetectorRule[] =>
  policy.rulesFor(fullRole ?? (isAssumed(role) ? null : role), outletId, accountId)
