import { rank, type Severity } from '../../contract/alert.ts'
import type { LookUp } from '../../contract/look-up.ts'
import { OwnSum, type Account } from '../account.ts'
import { isAssumed } from '../baselines/assumed-role.ts'
import { recurring } from '../baselines/lately.ts'
import { combineSurprises } from '../surprise/combine.ts'
import { BEYOND_ALL_WORK, LIMIT_SURPRISE, signKinds, type Detector, type Finding } from '../detector.ts'
import type { LaneState } from '../lane-state.ts'
import { AGREEING, severityOfSigns } from './severity.ts'
import type { DetectorRule, Policy } from '../policy.ts'
import { calibrateSum } from '../surprise/sum-tail.ts'
import {
  ALL_SCORE,
  ALL_SIGNS,
  calibrate,
  RECURRING_SCORE,
  SCORE_STEPS,
  tailOfRole,
  type SharePrior,
  type TailPrior,
} from '../surprise/tails.ts'
import { hoursKnown, isYoung, type Peers } from '../baselines/peers.ts'
import { noteSigns, unrestOf } from '../baselines/unrest.ts'
import type { View } from '../view.ts'

/** A finding with the detector it came from, and its surprise calibrated to one account-day. */
export type Found = {
  readonly detector: Detector
  /** Its place in the list of detectors. */
  readonly at: number
  readonly rule: DetectorRule
  readonly finding: Finding
  readonly surprise: number
}

/** What one look-up amounts to. */
export type Verdict = {
  readonly severity: Severity
  /** -log10 of the share of honest account-days on which as much speaks against an account. */
  readonly surprise: number
  /** What spoke, the loudest first. */
  readonly found: readonly Found[]
  /** Much of it has spoken on the days before as well (lately.ts). */
  readonly recurs: boolean
  /** It would not have come about without detectors on trial. */
  readonly isShadow: boolean
}

/** From so many account-days on it is known what usually happens. */
const WELL_KNOWN_DAYS = 150
/** Beyond this score even what nobody thought of becomes rarer, as the square of it. */
const UNTHOUGHT_OF = 20
/** A detector's raw score before there are days to hold it against: a day is the highest of many windows. */
const SCORE_PRIOR: TailPrior = {
  factor: 10,
  decade: 4,
  floor: (days, score) => 1e-3 * (days < WELL_KNOWN_DAYS ? 1 : Math.min(1, (UNTHOUGHT_OF / score) ** 2)),
  scale: Math.log1p,
}
/** How far a day goes beyond a limit, on a scale of logarithms: 1 at the limit, and so much more each time it is twice as far. */
const SCORE_PER_DOUBLING = 2
const beyondLimit = (timesLimit: number): number => 1 + SCORE_PER_DOUBLING * Math.log2(timesLimit)
const BEYOND_ALL_WORK_SCORE = beyondLimit(BEYOND_ALL_WORK)
const BEYOND_PRIOR: TailPrior = {
  factor: 0,
  decade: 1,
  floor: (_, score) => (score < BEYOND_ALL_WORK_SCORE ? 1e-3 : 1e-4),
  scale: (score) => score,
}
/**
 * All signs together are a surprise already. From fewer than 150 account-days less is told than a low alert takes by default, unless twice as much
 * speaks.
 */
const ALL_PRIOR: SharePrior = {
  factor: 3,
  decade: 1,
  floor: (days, score) => (days < WELL_KNOWN_DAYS ? Math.min(LITTLE_KNOWN, 10 ** (-score / 2)) : 0),
}
const LITTLE_KNOWN = 3e-3
/** The same, and never more than low, however much speaks. */
const AS_EVER_PRIOR: SharePrior = {
  ...ALL_PRIOR,
  floor: (_, score) => Math.max(1e-3, Math.min(LITTLE_KNOWN, 10 ** (-score / 2))),
}

/** What spoke when more spoke against an account than before on its day. */
export type Rise = {
  readonly view: View
  readonly account: Account
  /** The loudest first. */
  readonly found: readonly Found[]
  /** As `Verdict.surprise`, without signs of the source: where accounts share a new machine, that is one fact and not several. */
  readonly surprise: number
}

/** Hears of it each time the day's sum of signs has risen by half a decade. */
export type OnRise = (rise: Rise) => void

const NOBODY: OnRise = () => undefined

/** Judges one look-up after the other; null: nothing speaks against the account. */
export type Judge = (view: View, account: Account) => Verdict | null

/**
 * Asks every detector, calibrates what they say, and adds it up over kinds of signs.
 *
 * Within a kind the detectors look at much the same thing, so their harmonic mean counts, the silent ones with nothing (combine.ts).
 * Kinds are summed, with those that recur (lately.ts), and the sum is calibrated once more against the highest sum of honest
 * account-days. So the policy's "false alarms per 10,000 account-days" holds however many detectors and windows there are, and however
 * they depend on each other.
 * A limit of the policy that was crossed needs no probability: it speaks with its own severity, beside the sum.
 *
 * Detectors on trial are heard only where the others have nothing to say: they change no verdict that is meant.
 */
export const createJudge = (
  lane: LaneState,
  detectors: readonly Detector[],
  policy: Policy,
  onRise: OnRise = NOBODY,
): Judge => {
  const weigh = createScales(lane, detectors, policy)
  const calibrated = createCalibration(lane)
  const beyond = createCalibration(lane, BEYOND_PRIOR)

  const ask = (view: View, account: Account): readonly Found[] => {
    const rules = rulesFor(policy, account, view.lookUp)
    let found: Found[] | null = null
    for (let at = 0; at < detectors.length; at++) {
      const detector = detectors[at] as Detector
      const rule = rules[at] as DetectorRule
      if (!rule.enabled) continue
      const finding = detector.detect(view, rule.thresholds)
      if (finding === null) continue
      ;(found ??= []).push({ detector, at, rule, ...believe(account, at, finding) })
    }
    return found ?? NOTHING
  }

  const believe = (account: Account, at: number, finding: Finding): Pick<Found, 'finding' | 'surprise'> => {
    const detector = detectors[at] as Detector
    if (detector.kind === 'limit')
      return { finding: graded(account, at, finding), surprise: finding.surprise }
    noteScore(account, at, finding.surprise)
    const surprise = calibrated(detector, account.role, finding.surprise)
    return { finding: withRareLimit(finding, surprise), surprise }
  }

  const graded = (account: Account, at: number, finding: Finding): Finding => {
    if (finding.timesLimit === undefined) return finding
    const score = beyondLimit(finding.timesLimit)
    noteScore(account, at, score)
    if (finding.isMild === true) return finding
    const isRare = beyond(detectors[at] as Detector, account.role, score) >= RARE
    return isRare ? finding : { ...finding, isMild: true }
  }

  const verdictOn = (found: readonly Found[], view: View, account: Account): Verdict | null => {
    if (found.length === 0) return null
    const weighed = weigh(found, view, account)
    const { bySum, score, kinds } = weighed
    const steps = account.dayScores[ALL_SCORE] as number
    noteScore(account, ALL_SCORE, score)
    noteScore(account, RECURRING_SCORE, whatAndHow(kinds))
    const risen = account.dayScores[ALL_SCORE] as number
    if (risen > steps) noteSigns(lane.peers, account.underWay.day, steps / SCORE_STEPS, risen / SCORE_STEPS)
    if (hasRisen(steps, risen)) {
      const apart = score - (kinds[SOURCE] as number)
      onRise({ view, account, found: loudestFirst(found), surprise: calibrateAll(lane, account, apart) })
    }
    if (isNoMeasure(kinds, bySum)) account.underWay.isDayTheft = true
    return verdictOf(weighed, found, false)
  }

  return (view, account) => {
    const found = ask(view, account)
    if (!found.some(({ rule }) => rule.shadow)) return verdictOn(found, view, account)
    const meant = found.filter(({ rule }) => !rule.shadow)
    const verdict = verdictOn(meant, view, account)
    if (verdict !== null) return verdict
    return verdictOf(weigh(found, view, account), found, true)
  }
}

type Weighed = Pick<Verdict, 'surprise' | 'recurs'> & { readonly severity: Severity | null }

const verdictOf = (
  { severity, surprise, recurs }: Weighed,
  found: readonly Found[],
  isShadow: boolean,
): Verdict | null =>
  severity === null ? null : { severity, surprise, found: loudestFirst(found), recurs, isShadow }

/** Where one honest day of the role in 2,000 comes to as much, a limit that refers to what is usual says nothing, and a fixed one is mild. */
const RARE = 3.3

/** What a detector of signs has found: its limit was crossed only where the account-day is that rare. */
export const withRareLimit = (finding: Finding, surprise: number): Finding =>
  finding.limit === null || surprise >= RARE ? finding : { ...finding, limit: null }

/** From so many decades on it is said. */
const WORTH_SAYING = 1

/** The end of a sentence about the account, where its days before were strange as well. */
export const sayRecurs = ({ recurs }: Pick<Verdict, 'recurs'>): string =>
  recurs ? '; its days before were strange as well' : ''

const NOTHING: readonly Found[] = []

const noteScore = (account: Account, at: number, score: number): void => {
  const steps = Math.min(255, Math.floor(score * SCORE_STEPS))
  if (steps > (account.dayScores[at] as number)) account.dayScores[at] = steps
}

const HALF_A_DECADE = SCORE_STEPS / 2
const hasRisen = (before: number, now: number): boolean =>
  Math.floor(now / HALF_A_DECADE) > Math.floor(before / HALF_A_DECADE)

const SOURCE = signKinds.indexOf('source')
const REACH = signKinds.indexOf('reach')
const ORDER = signKinds.indexOf('order')

/** What speaks of whose waybills are read, and of how. */
const whatAndHow = (kinds: readonly number[]): number => (kinds[REACH] as number) + (kinds[ORDER] as number)

/** What a sum of signs is worth today: what speaks against everybody speaks that much less against one. */
const calibrateAll = ({ peers }: LaneState, account: Account, score: number): number => {
  const prior = isAsEver(account, peers) ? AS_EVER_PRIOR : ALL_PRIOR
  return Math.max(0, calibrateSum(score, prior, peers.tails.get(ALL_SIGNS)) - unrestOf(peers))
}

/** Whether the log is young, and the account has been at work all through it: an interface has done so before the log began. */
const isAsEver = ({ own, underWay }: Account, peers: Peers): boolean =>
  isYoung(peers, underWay.hour) &&
  (own.sums[OwnSum.activeHours] as number) >= hoursKnown(peers, underWay.hour) * MOST_HOURS - FEW_HOURS

const MOST_HOURS = 0.8
const FEW_HOURS = 2

const loudestFirst = (found: readonly Found[]): readonly Found[] =>
  found.length < 2 ? found : found.toSorted((a, b) => loudnessOf(b) - loudnessOf(a))

/** A crossed limit is a sure thing. */
export const loudnessOf = ({ finding, surprise }: Pick<Found, 'finding' | 'surprise'>): number =>
  finding.limit === null ? surprise : Math.max(LIMIT_SURPRISE, surprise)

/** What a finding is worth: see `calibrate`. */
export const createCalibration = ({ peers: { tails } }: LaneState, prior = SCORE_PRIOR) => {
  return ({ id }: Detector, role: string, score: number): number =>
    calibrate(score, prior, tails.get(id), tails.get(tailOfRole(id, role)))
}

/** Weighs what was found: by kinds, and in all. The list of kinds is good until the next call. */
const createScales = (lane: LaneState, detectors: readonly Detector[], policy: Policy) => {
  const members = signKinds.map((kind) => [...detectors.keys()].filter((at) => detectors[at]?.kind === kind))
  const kinds = signKinds.map(() => 0)
  const surprises = detectors.map(() => 0)
  return (found: readonly Found[], view: View, account: Account) => {
    let limit = 0
    surprises.fill(0)
    for (const { at, detector, finding, surprise } of found) {
      if (finding.limit !== null) limit = LIMIT_SURPRISE
      if (detector.kind !== 'limit') surprises[at] = surprise
    }
    let score = 0
    for (let kind = 0; kind < members.length; kind++) {
      const worth = worthOf(members[kind] as readonly number[], surprises)
      kinds[kind] = worth
      score += worth
    }
    const again = recurring(account, lane.peers, whatAndHow(kinds))
    score += again
    const surprise = calibrateAll(lane, account, score)
    const bySum = severityOfSigns({ surprise, kinds, found }, view, policy)
    return {
      severity: gravest(found, bySum),
      bySum,
      surprise: Math.max(surprise, limit),
      recurs: again >= WORTH_SAYING,
      score,
      kinds,
    }
  }
}

/** What the detectors at these places say together. Most kinds are silent at most look-ups. */
const worthOf = (places: readonly number[], surprises: readonly number[]): number => {
  for (const place of places)
    if (surprises[place] !== 0) return combineSurprises(places.map((each) => surprises[each] as number))
  return 0
}

/** What the policy says of the look-up's account. The state keeps a role's first letters only; the policy names it in full. */
export const rulesFor = (
  policy: Policy,
  { role }: Account,
  { accountId, outletId, role: fullRole }: LookUp,
): readonly DetectorRule[] =>
  policy.thresholdsFor(fullRole ?? (isAssumed(role) ? null : role), outletId, accountId)

/**
 * Whether the day is no measure of honest work: two kinds agree, whether or not that is enough for an alarm; or what speaks is an alarm
 * without any limit, over a kind that needs no explaining. An alarm over a mere change of work (a new machine, a busy day), or over a
 * limit alone, is learnt from, or there would be as many false ones for ever.
 */
const isNoMeasure = (kinds: readonly number[], bySum: Severity | null): boolean => {
  if (countAgreeing(kinds) > 1) return true
  if (bySum === null || bySum === 'low') return false
  return signKinds.some((kind, at) => (kind === 'reach' || kind === 'order') && (kinds[at] ?? 0) >= AGREEING)
}

const countAgreeing = (kinds: readonly number[]): number => {
  let count = 0
  for (const surprise of kinds) if (surprise >= AGREEING) count++
  return count
}

const gravest = (found: readonly Found[], by: Severity | null): Severity | null => {
  let severity = by
  for (const { finding, rule } of found) {
    if (finding.limit === null) continue
    const ofLimit = finding.isMild === true ? 'low' : rule.severity
    if (severity === null || rank(ofLimit) > rank(severity)) severity = ofLimit
  }
  return severity
}
