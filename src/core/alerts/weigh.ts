// Weighs the findings of a look-up together: by kind of sign, and in all.
import type { Severity } from '../../contract/alert.ts'
import type { Account } from '../account.ts'
import { recurring } from '../baselines/lately.ts'
import { LIMIT_SURPRISE, SIGN, signKinds, type Detector } from '../detector.ts'
import type { LaneState } from '../lane-state.ts'
import type { Policy } from '../policy.ts'
import { combineSurprises, largestOf } from '../surprise/combine.ts'
import type { View } from '../view.ts'
import type { Found } from './found.ts'
import { severityOfSigns, withLimits } from './severity.ts'
import { calibrateAll } from './worth.ts'

/** What the findings amount to together. */
export type Weighed = {
  /** null: not enough for an alert. */
  readonly severity: Severity | null
  /** Severity by the sum of signs alone, without any limit. */
  readonly bySum: Severity | null
  /** See `Verdict`. */
  readonly surprise: number
  readonly recurs: boolean
  /** The sum of signs, before it is calibrated. */
  readonly score: number
  /** Surprise of each kind of sign, in the order of `signKinds`. The next look-up overwrites it. */
  readonly kinds: readonly number[]
}

/** Makes the function that weighs findings. One per lane, because it reuses its arrays. */
export const createScales = (lane: LaneState, detectors: readonly Detector[], policy: Policy) => {
  const members = signKinds.map((kind) => [...detectors.keys()].filter((at) => detectors[at]?.kind === kind))
  const kinds = signKinds.map(() => 0)
  const surprises = detectors.map(() => 0)
  return (found: readonly Found[], view: View, account: Account): Weighed => {
    let limit = 0
    surprises.fill(0)
    for (const { at, detector, finding, surprise } of found) {
      if (finding.limit !== null) limit = LIMIT_SURPRISE
      if (detector.kind !== 'limit') surprises[at] = surprise
    }
    for (let kind = 0; kind < members.length; kind++)
      kinds[kind] = worthOf(members[kind] as readonly number[], surprises)
    const again = recurring(account, whatAndHow(kinds))
    const score = sumOf(kinds) + again
    const surprise = calibrateAll(lane, account, { sum: score, loudest: largestOf(kinds) })
    const bySum = severityOfSigns({ surprise, kinds, found }, view, policy)
    return {
      severity: withLimits(bySum, found, kinds),
      bySum,
      surprise: Math.max(surprise, limit),
      recurs: again >= WORTH_SAYING,
      score,
      kinds,
    }
  }
}

/**
 * Combined surprise of the detectors at these places. Most kinds are silent at most look-ups, and cost
 * nothing.
 */
const worthOf = (places: readonly number[], surprises: readonly number[]): number => {
  for (const place of places)
    if (surprises[place] !== 0) return combineSurprises(places.map((each) => surprises[each] as number))
  return 0
}

/**
 * Sum over all kinds. Waybills that are listed or exported are also read in volume, so only the louder of
 * `volume` and `action` counts.
 */
const sumOf = (kinds: readonly number[]): number => {
  let sum = -Math.min(kinds[SIGN.volume] as number, kinds[SIGN.action] as number)
  for (const kind of kinds) sum += kind
  return sum
}

/** Least recurring evidence, in decades, at which the alert's sentence mentions it. */
const WORTH_SAYING = 1

/** Evidence about whose waybills are read, and how: the kinds that count again if they recur (lately.ts). */
export const whatAndHow = (kinds: readonly number[]): number =>
  (kinds[SIGN.reach] as number) + (kinds[SIGN.order] as number)
