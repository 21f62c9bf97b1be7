import { rank, type Severity } from '../contract/alert.ts'
import type { LookUp } from '../contract/look-up.ts'
import type { Account } from './account.ts'
import { combineSurprises } from './combine.ts'
import { signKinds, type Detector, type Finding } from './detector.ts'
import type { LaneState } from './lane-state.ts'
import type { DetectorRule, Policy } from './policy.ts'
import { ALL_SCORE, ALL_SIGNS, calibrate, SCORE_STEPS, type TailPrior } from './tails.ts'
import type { View } from './view.ts'

/** A finding with the detector it came from, and its surprise calibrated to one account-day. */
export type Found = {
  readonly detector: Detector
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
  /** It would not have come about without detectors on trial. */
  readonly isShadow: boolean
}

/** A detector's raw score before there are days to hold it against: a day is the highest of many windows. */
const SCORE_PRIOR: TailPrior = { factor: 10, decade: 4, floor: 1e-4 }
/** All signs together are a surprise already. */
const ALL_PRIOR: TailPrior = { factor: 3, decade: 1, floor: 2e-4 }

const noteScore = (account: Account, at: number, score: number): void => {
  const quarters = Math.min(255, Math.floor(score * SCORE_STEPS))
  if (quarters > (account.dayScores[at] as number)) account.dayScores[at] = quarters
}

/**
 * Asks every detector, calibrates what they say, and adds it up over kinds of signs.
 *
 * Within a kind the detectors look at much the same thing, so their harmonic mean counts (combine.ts); kinds are summed, and the sum
 * is calibrated once more against the highest sum of honest account-days. So the policy's "false
 * alarms per 10,000 account-days" holds however many detectors and windows there are, and however they depend on each other.
 * A limit of the policy that was crossed needs no probability: it speaks with its own severity.
 *
 * Detectors on trial are heard only where the others have nothing to say: they change no verdict that is meant.
 */
export const judge = (
  view: View,
  account: Account,
  lane: LaneState,
  detectors: readonly Detector[],
  policy: Policy,
): Verdict | null => {
  const { lookUp, role } = view
  const rules = rulesFor(policy, account, lookUp)
  let found: Found[] | null = null
  for (let at = 0; at < detectors.length; at++) {
    const detector = detectors[at] as Detector
    const rule = rules[at] as DetectorRule
    if (!rule.enabled) continue
    const finding = detector.detect(view, rule.thresholds)
    if (finding === null) continue
    if (finding.limit === null) noteScore(account, at, finding.surprise)
    const surprise = finding.limit === null ? calibrated(lane, detector, role, finding) : finding.surprise
    ;(found ??= []).push({ detector, rule, finding, surprise })
  }
  if (found === null) return null
  if (!found.some(({ rule }) => rule.shadow)) return verdictOn(found, view, account, lane, policy)
  const meant = found.filter(({ rule }) => !rule.shadow)
  const verdict = verdictOn(meant, view, account, lane, policy)
  if (verdict !== null) return verdict
  const trial = weigh(found, view, lane, policy)
  return trial.severity === null ? null : { ...trial, severity: trial.severity, found, isShadow: true }
}

/** What the policy says of the look-up's account. The state keeps a role's first letters only; the policy names it in full. */
export const rulesFor = (
  policy: Policy,
  { role }: Account,
  { accountId, outletId, role: fullRole }: LookUp,
): readonly DetectorRule[] =>
  policy.thresholdsFor(fullRole ?? (role === '' ? null : role), outletId, accountId)

const calibrated = (lane: LaneState, { id }: Detector, role: string, { surprise }: Finding): number => {
  const { tails } = lane.peers
  return calibrate(surprise, SCORE_PRIOR, tails.get(id), tails.get(`${id}/${role}`))
}

const verdictOn = (
  found: Found[],
  view: View,
  account: Account,
  lane: LaneState,
  policy: Policy,
): Verdict | null => {
  const { severity, surprise, score, kinds } = weigh(found, view, lane, policy)
  noteScore(account, ALL_SCORE, score)
  if (severity !== null && severity !== 'low' && isCorroborated(found, kinds))
    account.underWay.isDayTheft = true
  return severity === null ? null : { severity, surprise, found, isShadow: false }
}

const weigh = (found: Found[], view: View, lane: LaneState, policy: Policy) => {
  found.sort((a, b) => b.surprise - a.surprise)
  const signs = found.filter(({ finding }) => finding.limit === null)
  const kinds = signKinds.map((kind) =>
    combineSurprises(signs.filter((each) => each.detector.kind === kind).map((each) => each.surprise)),
  )
  const score = kinds.reduce((sum, kind) => sum + kind, 0)
  const surprise = calibrate(score, ALL_PRIOR, lane.peers.tails.get(ALL_SIGNS), undefined)
  const severity = gravest(found, severityOf(surprise, view, policy))
  const limits = found.filter(({ finding }) => finding.limit !== null)
  return { severity, surprise: Math.max(surprise, ...limits.map((each) => each.surprise)), score, kinds }
}

/**
 * Whether the day is no measure of honest work: a limit was crossed, a kind that needs no explaining speaks, or two kinds agree. An
 * alarm over a mere change of work (a new machine, a busy day) is learnt from, or there would be as many false ones for ever.
 */
const isCorroborated = (found: readonly Found[], kinds: readonly number[]): boolean => {
  if (found.some(({ finding }) => finding.limit !== null)) return true
  const agreeing = signKinds.filter((_, at) => (kinds[at] ?? 0) >= AGREEING)
  return agreeing.length > 1 || agreeing.some((kind) => kind === 'reach' || kind === 'order')
}

const AGREEING = 2.5

/** How sure it is, and for the upper two how much harm is done. */
const severityOf = (surprise: number, view: View, { alerts }: Policy): Severity | null => {
  const falseAlarms = 10_000 * 10 ** -surprise
  const records = view.count('unexplained', 'PT24H')
  if (falseAlarms <= alerts.criticalFalseAlarms && records >= alerts.criticalRecords) return 'critical'
  if (falseAlarms <= alerts.highFalseAlarms && records >= alerts.highRecords) return 'high'
  if (falseAlarms <= alerts.mediumFalseAlarms) return 'medium'
  return falseAlarms <= alerts.lowFalseAlarms ? 'low' : null
}

const gravest = (found: readonly Found[], by: Severity | null): Severity | null => {
  let severity = by
  for (const { finding, rule } of found) {
    if (finding.limit === null) continue
    if (severity === null || rank(rule.severity) > rank(severity)) severity = rule.severity
  }
  return severity
}
