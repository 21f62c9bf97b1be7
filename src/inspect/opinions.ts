import type { Severity } from '../contract/alert.ts'
import type { Account } from '../core/account.ts'
import { loudnessOf } from '../core/alerts/found.ts'
import { createJudge, rulesOf } from '../core/alerts/judge.ts'
import { saySince } from '../core/alerts/say-since.ts'
import { createValuation } from '../core/alerts/worth.ts'
import type { Detector } from '../core/detector.ts'
import type { LaneState } from '../core/lane-state.ts'
import type { Policy } from '../core/policy.ts'
import type { View } from '../core/view.ts'

type About = {
  readonly detector: string
  /** Whether it is on trial. */
  readonly isShadow: boolean
}

/** What one detector says of the account. */
export type Opinion =
  | (About & { readonly kind: 'off' })
  | (About & { readonly kind: 'silent' })
  | (About & {
      readonly kind: 'speaks'
      readonly window: string
      readonly observed: number
      readonly expected: number
      /** The limit that was crossed; null: the baseline alone speaks. */
      readonly limit: number | null
      /** As the detector sees it. */
      readonly score: number
      /** What the score is worth, held against honest account-days; of a crossed limit, that of a sure thing. */
      readonly surprise: number
      readonly reason: string
      /** What else it may be, and what to do about it. */
      readonly falseAlarms: readonly string[]
      readonly triage: readonly string[]
    })

/** All detectors together; null: not enough for an alert. */
export type Judgement = {
  readonly severity: Severity
  readonly surprise: number
  /** The days before were strange as well. */
  readonly recurs: boolean
  readonly isShadow: boolean
}

export type Judging = {
  readonly lane: LaneState
  readonly policy: Policy
  readonly detectors: readonly Detector[]
}

/** What each detector says, in the order of the list. */
export const askEach = (
  view: View,
  account: Account,
  { lane, policy, detectors }: Judging,
): readonly Opinion[] => {
  const rules = rulesOf(policy, account, view.lookUp)
  const value = createValuation(lane)
  return detectors.map((detector, at): Opinion => {
    const rule = rules[at]
    const about = { detector: detector.id, isShadow: rule?.shadow ?? false }
    if (rule === undefined || !rule.enabled) return { ...about, kind: 'off' }
    const told = detector.detect(view, rule.thresholds)
    if (told === null) return { ...about, kind: 'silent' }
    const worth = value(detector, account.role, told)
    const { window, observed, expected, limit, surprise: score } = worth.finding
    const since = saySince(worth.finding, { account, lookUp: view.lookUp, zoneMs: policy.zoneMs })
    const reason = `${worth.finding.reason()}; ${since}`
    const surprise = loudnessOf(worth)
    const { falseAlarms, triage } = detector
    const said = { window, observed, expected, limit, score, surprise, reason, falseAlarms, triage }
    return { ...about, kind: 'speaks', ...said }
  })
}

/** What they amount to. */
export const judgeAll = (
  view: View,
  account: Account,
  { lane, policy, detectors }: Judging,
): Judgement | null => {
  const verdict = createJudge(lane, detectors, policy)(view, account)
  if (verdict === null) return null
  const { severity, surprise, recurs, isShadow } = verdict
  return { severity, surprise, recurs, isShadow }
}
