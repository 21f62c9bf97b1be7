import type { Account } from '../core/account.ts'
import { loudnessOf, rulesOf } from '../core/alerts/found.ts'
import { createJudge, type Verdict } from '../core/alerts/judge.ts'
import { saySince } from '../core/alerts/say-since.ts'
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
      /** The detector's own measure (`Finding`), not calibrated. */
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
export type JointVerdict = Omit<Verdict, 'found'> & {
  /** A limit was crossed, excused or not. */
  readonly isLimitCrossed: boolean
}

type Judging = {
  readonly lane: LaneState
  readonly policy: Policy
  readonly detectors: readonly Detector[]
}

/**
 * What each detector says, in the order of the list, and the verdict of all; null if it is not enough for an
 * alert.
 */
export const ask = (
  view: View,
  account: Account,
  { lane, policy, detectors }: Judging,
): { readonly opinions: readonly Opinion[]; readonly judgement: JointVerdict | null } => {
  const rules = rulesOf(policy, account, view.lookUp)
  const { found, verdict } = createJudge(lane, detectors, policy)(view, account)
  const opinions = detectors.map((detector, place): Opinion => {
    const rule = rules[place]
    const about = { detector: detector.id, isShadow: rule?.shadow ?? false }
    if (rule === undefined || !rule.enabled) return { ...about, kind: 'off' }
    const told = found.find(({ at }) => at === place)
    if (told === undefined) return { ...about, kind: 'silent' }
    const { window, observed, expected, limit, score } = told.finding
    const since = saySince(told.finding, { account, lookUp: view.lookUp, zoneMs: policy.zoneMs })
    const reason = `${told.finding.reason()}; ${since}`
    const surprise = loudnessOf(told)
    const { falseAlarms, triage } = detector
    const said = { window, observed, expected, limit, score, surprise, reason, falseAlarms, triage }
    return { ...about, kind: 'speaks', ...said }
  })
  if (verdict === null) return { opinions, judgement: null }
  const { found: heard, ...rest } = verdict
  const isLimitCrossed = heard.some(({ finding }) => finding.limit !== null)
  return { opinions, judgement: { ...rest, isLimitCrossed } }
}
