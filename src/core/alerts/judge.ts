import type { Severity } from '../../contract/alert.ts'
import type { LookUp } from '../../contract/look-up.ts'
import type { Account } from '../account.ts'
import type { Detector } from '../detector.ts'
import type { LaneState } from '../lane-state.ts'
import { isAssumed } from '../peers/assumed-role.ts'
import type { DetectorRule, Policy } from '../policy.ts'
import type { View } from '../view.ts'
import { loudestFirst, type Found } from './found.ts'
import { createScales, type Weighed } from './weigh.ts'
import { createValuation } from './worth.ts'

/** The judgement on one look-up. */
export type Verdict = {
  readonly severity: Severity
  /** -log10 of the share of honest account-days with at least this much evidence. */
  readonly surprise: number
  /** The findings, the loudest first. */
  readonly found: readonly Found[]
  /** Much of the evidence was there on the days before as well (lately.ts). */
  readonly recurs: boolean
  /** Without detectors on trial there would be no verdict. */
  readonly isShadow: boolean
}

/** What the detectors say about an account at one look-up, and what it amounts to. */
export type Judgement = {
  /** The findings of all detectors, also of those on trial. */
  readonly found: readonly Found[]
  /** The evidence of the detectors that are not on trial; null if they found nothing. */
  readonly weighed: Weighed | null
  /** Null if the evidence is not enough for an alert. */
  readonly verdict: Verdict | null
}

/** Judges one look-up after the other, and changes nothing. A judgement is valid until the next one. */
export type Judge = (view: View, account: Account) => Judgement

/**
 * Asks every detector, calibrates the findings (worth.ts), and adds them up over kinds of signs (weigh.ts).
 *
 * Detectors of one kind look at much the same thing. They are combined by the harmonic mean of their
 * probabilities, in which silent detectors count as no surprise (combine.ts). Kinds are summed, but of volume
 * and lists only the louder (weigh.ts), and signs that recur from the days before are added (lately.ts). The
 * sum is calibrated once more, against the highest sums of honest account-days. So the policy's "false alarms
 * per 10,000 account-days" holds however many detectors and windows there are, and however they depend on
 * each other. A crossed limit of the policy needs no probability: it counts with its own severity, beside the
 * sum.
 *
 * Detectors on trial are heard only if the others raise nothing, so they never change a verdict of the
 * others.
 */
export const createJudge = (lane: LaneState, detectors: readonly Detector[], policy: Policy): Judge => {
  const value = createValuation(lane)
  const weigh = createScales(lane, detectors, policy)
  const weighWithTrials = createScales(lane, detectors, policy)

  const ask = (view: View, account: Account): readonly Found[] => {
    const rules = rulesOf(policy, account, view.lookUp)
    let found: Found[] | null = null
    for (let at = 0; at < detectors.length; at++) {
      const detector = detectors[at] as Detector
      const rule = rules[at] as DetectorRule
      if (!rule.enabled) continue
      const finding = detector.detect(view, rule.thresholds)
      if (finding === null) continue
      ;(found ??= []).push({ detector, at, rule, ...value(detector, account.role, finding) })
    }
    return found ?? NOTHING
  }

  return (view, account) => {
    const found = ask(view, account)
    if (found.length === 0) return NOTHING_FOUND
    const meant = found.some(({ rule }) => rule.shadow) ? found.filter(({ rule }) => !rule.shadow) : found
    const weighed = meant.length === 0 ? null : weigh(meant, view, account)
    const verdict = weighed === null ? null : verdictOf(weighed, meant, false)
    if (verdict !== null || meant === found) return { found, weighed, verdict }
    return { found, weighed, verdict: verdictOf(weighWithTrials(found, view, account), found, true) }
  }
}

const verdictOf = (
  { severity, surprise, recurs }: Weighed,
  found: readonly Found[],
  isShadow: boolean,
): Verdict | null =>
  severity === null ? null : { severity, surprise, found: loudestFirst(found), recurs, isShadow }

/** Ends a sentence about the account if its previous days were unusual, too. */
export const sayRecurs = ({ recurs }: Pick<Verdict, 'recurs'>): string =>
  recurs ? '; its previous days were unusual, too' : ''

const NOTHING: readonly Found[] = []
const NOTHING_FOUND: Judgement = { found: NOTHING, weighed: null, verdict: null }

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
