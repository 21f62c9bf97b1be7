import type { Severity } from '../../contract/alert.ts'
import type { LookUp } from '../../contract/look-up.ts'
import type { Account } from '../account.ts'
import type { Detector } from '../detector.ts'
import type { LaneState } from '../lane-state.ts'
import { isAssumed } from '../peers/assumed-role.ts'
import type { DetectorRule, Policy } from '../policy.ts'
import type { View } from '../view.ts'
import { loudestFirst, type Found } from './found.ts'
import { NO_NOTES } from './note-day.ts'
import { createScales, type Weighed } from './weigh.ts'
import { createValuation } from './worth.ts'

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

/** Judges one look-up after the other; null: nothing speaks against the account. */
export type Judge = (view: View, account: Account) => Verdict | null

/**
 * Asks every detector, calibrates what they say (worth.ts), and adds it up over kinds of signs (weigh.ts).
 *
 * Within a kind the detectors look at much the same thing, so their harmonic mean counts, the silent ones with nothing (combine.ts).
 * Kinds are summed, of volume and lists the louder (weigh.ts), with those that recur (lately.ts), and the sum is calibrated once more
 * against the highest sum of honest account-days. So the policy's "false alarms per 10,000 account-days" holds however many detectors and
 * windows there are, and however they depend on each other.
 * A limit of the policy that was crossed needs no probability: it speaks with its own severity, beside the sum.
 *
 * Detectors on trial are heard only where the others have nothing to say: they change no verdict that is meant.
 */
export const createJudge = (
  lane: LaneState,
  detectors: readonly Detector[],
  policy: Policy,
  notes = NO_NOTES,
): Judge => {
  const value = createValuation(lane)
  const weigh = createScales(lane, detectors, policy)

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

  const verdictOn = (found: readonly Found[], view: View, account: Account): Verdict | null => {
    if (found.length === 0) return null
    const weighed = weigh(found, view, account)
    notes.sum(view, account, weighed)
    return verdictOf(weighed, found, false)
  }

  return (view, account) => {
    const found = ask(view, account)
    notes.scores(account, found)
    if (!found.some(({ rule }) => rule.shadow)) return verdictOn(found, view, account)
    const meant = found.filter(({ rule }) => !rule.shadow)
    const verdict = verdictOn(meant, view, account)
    if (verdict !== null) return verdict
    return verdictOf(weigh(found, view, account), found, true)
  }
}

const verdictOf = (
  { severity, surprise, recurs }: Weighed,
  found: readonly Found[],
  isShadow: boolean,
): Verdict | null =>
  severity === null ? null : { severity, surprise, found: loudestFirst(found), recurs, isShadow }

/** The end of a sentence about the account, where its days before were strange as well. */
export const sayRecurs = ({ recurs }: Pick<Verdict, 'recurs'>): string =>
  recurs ? '; its days before were strange as well' : ''

const NOTHING: readonly Found[] = []

/** What the policy says of the look-up's account; where the look-up names no role, of the one that the account is known to have. */
export const rulesOf = (
  policy: Policy,
  { role }: Account,
  { accountId, outletId, role: fullRole }: LookUp,
): readonly DetectorRule[] =>
  policy.rulesFor(fullRole ?? (isAssumed(role) ? null : role), outletId, accountId)
