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
  /** Whether the detector is on trial. */
  readonly isShadow: boolean
}

/** The answer of one detector about the account. */
export type Opinion =
  | (About & { readonly kind: 'off' })
  | (About & { readonly kind: 'silent' })
  | (About & {
      readonly kind: 'speaks'
      readonly window: string
      readonly observed: number
      readonly expected: number
      /** The limit that was crossed; null if the finding rests on the baseline alone. */
      readonly limit: number | null
      /** The detector's own, uncalibrated surprise. */
      readonly score: number
      /**
       * The score calibrated on honest account-days; for a crossed limit at least that of a certain finding.
       */
      readonly surprise: number
      readonly reason: string
      /** Honest explanations, and what to do about the finding. */
      readonly falseAlarms: readonly string[]
      readonly triage: readonly string[]
    })

/** The verdict of all detectors together. */
export type Judgement = {
  readonly severity: Severity
  readonly surprise: number
  /** Whether the days before were unusual as well. */
  readonly recurs: boolean
  readonly isShadow: boolean
}

export type Judging = {
  readonly lane: LaneState
  readonly policy: Policy
  readonly detectors: readonly Detector[]
}

/** Asks each detector separately, in the order of the list. */
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
    const { window, observed, expected, limit } = worth.finding
    const score = detector.kind === 'limit' ? worth.surprise : worth.finding.score
    const since = saySince(worth.finding, { account, lookUp: view.lookUp, zoneMs: policy.zoneMs })
    const reason = `${worth.finding.reason()}; ${since}`
    const surprise = loudnessOf(worth)
    const { falseAlarms, triage } = detector
    const said = { window, observed, expected, limit, score, surprise, reason, falseAlarms, triage }
    return { ...about, kind: 'speaks', ...said }
  })
}

/** The verdict of all detectors together; null if it is not enough for an alert. */
export const judgeAll = (
  view: View,
  account: Account,
  { lane, policy, detectors }: Judging,
): Judgement | null => {
  const { verdict } = createJudge(lane, detectors, policy)(view, account)
  if (verdict === null) return null
  const { severity, surprise, recurs, isShadow } = verdict
  return { severity, surprise, recurs, isShadow }
}
