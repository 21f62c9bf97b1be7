// Weighs the findings of a look-up together: by kind of sign, and in all.
import type { Severity } from '../../contract/alert.ts'
import { getOrMake } from '../../contract/get-or-make.ts'
import type { Account } from '../account.ts'
import { recurring } from '../baselines/lately.ts'
import { ownBucketOfSum } from '../baselines/learn-scores.ts'
import { SIGN, signKinds, type Detector } from '../detector.ts'
import type { LaneState } from '../lane-state.ts'
import { isAsEver } from '../peers/log-age.ts'
import { unrestOf } from '../peers/unrest.ts'
import type { DetectorRule, Policy } from '../policy.ts'
import { combineSurprises, largestOf } from '../surprise/combine.ts'
import { calibrateSum } from '../surprise/sum-tail.ts'
import { ALL_SIGNS, WELL_KNOWN_DAYS, type SharePrior } from '../surprise/tails.ts'
import type { View } from '../view.ts'
import type { Found } from './found.ts'
import { severityOfSigns } from './severity.ts'

/**
 * Least prior share of days with such a sum of signs, while little is known: just below a low alert by default,
 * unless the sum is twice as high as that would otherwise take.
 */
const littleKnown = (score: number): number => Math.min(3e-3, 10 ** (-score / 2))
/** Prior for the sum of signs, which is a surprise already. Until 150 account-days are known, little is. */
const ALL_PRIOR: SharePrior = {
  factor: 3,
  decade: 1,
  floor: (days, score) => (days < WELL_KNOWN_DAYS ? littleKnown(score) : 0),
}
/** As `ALL_PRIOR`, but never more than a low alert by default, however strong the signs are. */
const AS_EVER_PRIOR: SharePrior = {
  ...ALL_PRIOR,
  floor: (_, score) => Math.max(1e-3, littleKnown(score)),
}

/** What the findings amount to together. */
export type Signs = {
  readonly found: readonly Found[]
  /** Surprise of each kind of sign, in the order of `signKinds`. The next look-up overwrites it. */
  readonly kinds: readonly number[]
  /** Their sum, before it is calibrated. */
  readonly score: number
  /** -log10 of the share of honest account-days with at least this much evidence. */
  readonly surprise: number
  /** Much of the evidence was there on the days before as well (lately.ts). */
  readonly recurs: boolean
  /** Severity of the signs alone, without any limit; null: not enough for an alert. */
  readonly severity: Severity | null
}

/**
 * Makes the function that weighs findings. One per lane, because it reuses its arrays. Only detectors whose
 * rule `isHeard` count, whether they found something or not: one that is switched off, or on trial, changes
 * nothing.
 */
export const createScales = (
  lane: LaneState,
  detectors: readonly Detector[],
  policy: Policy,
  isHeard: (rule: DetectorRule) => boolean,
) => {
  const kinds = signKinds.map(() => 0)
  const surprises = detectors.map(() => 0)
  const placesBy = new Map<readonly DetectorRule[], KindPlaces>()
  return (found: readonly Found[], rules: readonly DetectorRule[], view: View, account: Account): Signs => {
    const places = getOrMake(placesBy, rules, () => placesOf(detectors, rules.map(isHeard)))
    surprises.fill(0)
    for (const { at, detector, surprise } of found) if (detector.kind !== 'limit') surprises[at] = surprise
    for (let kind = 0; kind < places.length; kind++)
      kinds[kind] = worthOf(places[kind] as readonly number[], surprises)
    const again = recurring(account, whatAndHow(kinds))
    const score = sumOf(kinds) + again
    const sum = score - ofAssumedLists(lane, kinds)
    const surprise = calibrateAll(lane, account, { sum, loudest: largestOf(kinds) })
    const severity = severityOfSigns({ surprise, kinds, found }, view, policy)
    return { found, kinds, score, surprise, recurs: again >= WORTH_SAYING, severity }
  }
}

/** [kind] where its detectors stand in the list, in the order of `signKinds`. */
type KindPlaces = readonly (readonly number[])[]

const placesOf = (detectors: readonly Detector[], isHeard: readonly boolean[]): KindPlaces =>
  signKinds.map((kind) => [...detectors.keys()].filter((at) => isHeard[at] && detectors[at]?.kind === kind))

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

/**
 * What lists add to the sum of signs, until 150 account-days are known: it is left out. What is usual is only
 * assumed then, and who lists (managers, an interface that reads everybody's) differs from it in whom it
 * reads, how, and how much at once: three signs that are one fact.
 */
const ofAssumedLists = ({ peers }: LaneState, kinds: readonly number[]): number => {
  const ofLists = (kinds[SIGN.action] as number) - (kinds[SIGN.volume] as number)
  if (ofLists <= 0) return 0
  const days = peers.tails.get(ALL_SIGNS)?.values[0] ?? 0
  return days < WELL_KNOWN_DAYS ? ofLists : 0
}

/** Least recurring evidence, in decades, at which the alert's sentence mentions it. */
const WORTH_SAYING = 1

/** Evidence about whose waybills are read, and how: the kinds that count again if they recur (lately.ts). */
export const whatAndHow = (kinds: readonly number[]): number =>
  (kinds[SIGN.reach] as number) + (kinds[SIGN.order] as number)

/**
 * Surprise of today's signs: by their sum, or by the loudest kind alone, whichever is larger. The loudest
 * kind is corrected for having looked at all kinds and at the sum (Bonferroni's bound). In a company of many
 * odd days a large sum is no great surprise, but a single sign that nobody of the role has ever come near
 * still is one. Evidence against everybody today is subtracted (unrest.ts).
 */
export const calibrateAll = (
  { peers }: LaneState,
  account: Account,
  { sum, loudest }: { readonly sum: number; readonly loudest: number },
): number => {
  const asEver = isAsEver(account, peers)
  const own = ownBucketOfSum(account)
  const bySum = calibrateSum(sum, asEver ? AS_EVER_PRIOR : ALL_PRIOR, peers.tails.get(ALL_SIGNS), own)
  const alone = asEver ? 0 : loudest - LOOKED_AT
  return Math.max(0, Math.max(bySum, alone) - unrestOf(peers))
}

const LOOKED_AT = Math.log10(2 * signKinds.length)
