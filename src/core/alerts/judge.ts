import type { Severity } from '../../contract/alert.ts'
import type { Account } from '../account.ts'
import type { Detector } from '../detector.ts'
import type { LaneState } from '../lane-state.ts'
import type { Policy } from '../policy.ts'
import type { View } from '../view.ts'
import { createFinder, loudestFirst, rulesOf, type Found } from './found.ts'
import { withLimits } from './severity.ts'
import { createScales, type Signs } from './weigh.ts'

/** The judgement on one look-up. */
export type Verdict = {
  readonly severity: Severity
  /** -log10 of the share of honest account-days with signs that amount to as much; a limit has no share in it. */
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
  /** What the detectors that are not on trial found, together; null if they found nothing. */
  readonly signs: Signs | null
  /** Null if the evidence is not enough for an alert. */
  readonly verdict: Verdict | null
}

/** Judges one look-up after the other, and changes nothing. A judgement is valid until the next one. */
export type Judge = (view: View, account: Account) => Judgement

/**
 * Asks every detector, calibrates the findings (found.ts), and adds them up over kinds of signs (weigh.ts).
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
  const find = createFinder(lane, detectors)
  const weigh = createScales(lane, detectors, policy, ({ enabled, shadow }) => enabled && !shadow)
  const weighWithTrials = createScales(lane, detectors, policy, ({ enabled }) => enabled)
  return (view, account) => {
    const rules = rulesOf(policy, account, view.lookUp)
    const found = find(view, account, rules)
    if (found.length === 0) return NOTHING_FOUND
    const meant = found.some(({ rule }) => rule.shadow) ? found.filter(({ rule }) => !rule.shadow) : found
    const signs = meant.length === 0 ? null : weigh(meant, rules, view, account)
    const verdict = signs === null ? null : verdictOf(signs, false)
    if (verdict !== null || meant === found) return { found, signs, verdict }
    return { found, signs, verdict: verdictOf(weighWithTrials(found, rules, view, account), true) }
  }
}

const NOTHING_FOUND: Judgement = { found: [], signs: null, verdict: null }

const verdictOf = (signs: Signs, isShadow: boolean): Verdict | null => {
  const severity = withLimits(signs)
  if (severity === null) return null
  const { found, surprise, recurs } = signs
  return { severity, surprise, found: loudestFirst(found), recurs, isShadow }
}

/** Ends a sentence about the account if its previous days were unusual, too. */
export const sayRecurs = ({ recurs }: Pick<Verdict, 'recurs'>): string =>
  recurs ? '; its previous days were unusual, too' : ''
