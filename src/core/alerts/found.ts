import { LIMIT_SURPRISE, type Detector, type Finding } from '../detector.ts'
import type { DetectorRule } from '../policy.ts'

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
