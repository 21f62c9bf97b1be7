// What alerts of accounts and of rings have in common: signals and revisions.
import { rank, type AlertSignal } from '../../contract/alert.ts'
import type { Detector, Finding } from '../detector.ts'
import type { Policy } from '../policy.ts'
import { loudnessOf } from './found.ts'
import type { Verdict } from './judge.ts'
import type { OpenAlert } from './open-alert.ts'

/** Receives every revision at the moment it is due; the alert may change after the call returns. */
export type Emit = (alert: OpenAlert) => void

export const addDistinct = (list: string[], value: string, most: number): void => {
  if (list.length < most && !list.includes(value)) list.push(value)
}

/** The part of a verdict that goes into an alert. */
type Told = Pick<Verdict, 'severity' | 'isShadow'> & { readonly found: readonly Spoken[] }

type Spoken = {
  readonly detector: Pick<Detector, 'id' | 'techniques'>
  readonly finding: Finding
  readonly surprise: number
}

/** Makes the sentence about a finding that the alert shows. */
type Say = (finding: Finding) => string

/**
 * Adds what a verdict says to the alert. Only the end of a trial can make the alert less severe. A finding
 * becomes a signal if its detector has none yet, or in place of that one if it says more.
 */
export const addVerdict = (
  alert: OpenAlert,
  { severity, found, isShadow }: Told,
  say: Say = ({ reason }) => reason(),
): void => {
  if (alert.isShadow && !isShadow) endTrial(alert)
  const isGraver = rank(severity) > rank(alert.severity)
  if (isGraver) alert.severity = severity
  for (const [nth, each] of found.entries()) {
    if (nth > 0 && loudnessOf(each) < LEAST_SAID) continue
    for (const technique of each.detector.techniques) addDistinct(alert.techniques, technique, 16)
    const at = alert.signals.findIndex(({ detector }) => detector === each.detector.id)
    const known = alert.signals[at]
    if (known === undefined) alert.signals.push(signalOf(each, say))
    // The earlier signal may be the larger one, but it does not show why the alert is graver now.
    else if (isGraver || saysMore(each, known)) alert.signals[at] = signalOf(each, say)
  }
}

/**
 * Weaker findings (an honest day in two scores as much) are left out of `signals`, unless they are the
 * loudest.
 */
const LEAST_SAID = 0.3

/** The alert is no longer a trial: what detectors on trial had contributed is taken back. */
const endTrial = (alert: OpenAlert): void => {
  alert.isShadow = false
  alert.severity = 'low'
  alert.signals = []
  alert.techniques = []
}

/**
 * Whether the finding replaces the known signal. A crossed limit may stay as loud while the count grows: then
 * the higher count is shown.
 */
const saysMore = (found: Spoken, known: AlertSignal): boolean => {
  const loudness = saidLoudness(found)
  return loudness > known.surprise || (loudness === known.surprise && found.finding.observed > known.observed)
}

/** Rounded to hundredths, as signals show it. */
const saidLoudness = (found: Spoken): number => Math.round(loudnessOf(found) * 100) / 100

const signalOf = (found: Spoken, say: Say): AlertSignal => {
  const { detector, finding } = found
  return {
    detector: detector.id,
    window: finding.window,
    observed: finding.observed,
    expected: finding.expected,
    ...(finding.limit === null ? {} : { limit: finding.limit }),
    surprise: saidLoudness(found),
    baseline: finding.baseline,
    reason: say(finding),
  }
}

/** Publishes the alert as it stands as its next revision. */
export const emitRevision = (
  alert: OpenAlert,
  { status, timeMs }: { readonly status: OpenAlert['status']; readonly timeMs: number },
  policy: Policy,
  emit: Emit,
): void => {
  alert.revision++
  alert.status = status
  alert.updatedAtMs = Math.max(alert.updatedAtMs, timeMs)
  alert.publishedRecords = alert.records
  const { records, distinctWaybills, foreignWaybills } = alert
  // Estimates may fall, or exceed the records of the incident. What was said to be exposed stays.
  alert.publishedDistinct = Math.min(records, Math.max(alert.publishedDistinct, Math.round(distinctWaybills)))
  alert.publishedForeign = Math.min(
    alert.publishedDistinct,
    Math.max(alert.publishedForeign, Math.round(foreignWaybills ?? 0)),
  )
  alert.untoldFromMs = null
  alert.policyVersion = policy.version
  emit(alert)
  if (isGraverThanEver(alert)) alert.gravest = alert.severity
}

/** Ends the first sentence of an alert whose entity had another one not long ago. */
export const sayBefore = (before: OpenAlert | undefined): string =>
  before === undefined ? '' : `; its alert before this one was ${before.severity}`

/** Whether the revision being published is the first, or graver than all before it. */
export const isGraverThanEver = ({ severity, gravest }: OpenAlert): boolean =>
  gravest === null || rank(severity) > rank(gravest)

/** Whether severity has risen, the alert is no longer a trial, or exposure has grown. */
export const isRevisionDue = (
  alert: OpenAlert,
  before: Pick<OpenAlert, 'severity' | 'isShadow'>,
  policy: Policy,
): boolean =>
  rank(alert.severity) > rank(before.severity) ||
  // So far only detectors on trial had raised it; now others do as well.
  (before.isShadow && !alert.isShadow) ||
  hasGrown(alert, policy)

/**
 * Whether exposure has grown by the policy's factor since the last revision. If the incident resumed after a
 * quiet time, only the exposure since then counts.
 */
const hasGrown = (
  { records, publishedRecords, resumedAtRecords }: OpenAlert,
  { alerts: { exposureGrowth } }: Policy,
): boolean => records - resumedAtRecords >= Math.max(1, publishedRecords - resumedAtRecords) * exposureGrowth
