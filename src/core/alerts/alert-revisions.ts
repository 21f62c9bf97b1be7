// What the alerts of accounts and those of rings have in common: signals and revisions.
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

/** What an alert takes from a verdict. */
type Told = Pick<Verdict, 'severity' | 'isShadow'> & { readonly found: readonly Spoken[] }

type Spoken = {
  readonly detector: Pick<Detector, 'id' | 'techniques'>
  readonly finding: Finding
  readonly surprise: number
}

/** The sentence that an alert says of a finding. */
type Say = (finding: Finding) => string

export const addVerdict = (
  alert: OpenAlert,
  { severity, found, isShadow }: Told,
  say: Say = ({ reason }) => reason(),
): void => {
  if (alert.isShadow && !isShadow) endTrial(alert)
  const isGraver = rank(severity) > rank(alert.severity)
  if (isGraver) alert.severity = severity
  for (const [at, each] of found.entries())
    if (at === 0 || loudnessOf(each) >= LEAST_SAID) addSignal(alert, each, { say, isGraver })
}

/** What one honest day in two comes to is not worth a line beside what is louder. */
const LEAST_SAID = 0.3

/** From here on the alert is meant: what it said on trial is taken back. */
const endTrial = (alert: OpenAlert): void => {
  alert.isShadow = false
  alert.severity = 'low'
  alert.signals = []
  alert.techniques = []
}

type Saying = { readonly say: Say; readonly isGraver: boolean }

const addSignal = (alert: OpenAlert, found: Spoken, { say, isGraver }: Saying): void => {
  const { detector } = found
  for (const technique of detector.techniques) addDistinct(alert.techniques, technique, 16)
  const at = alert.signals.findIndex((signal) => signal.detector === detector.id)
  const known = alert.signals[at]
  if (known === undefined) alert.signals.push(signalOf(found, say))
  // What was said before, and may have been more, does not show why the alert is graver now.
  else if (isGraver || saysMore(found, known)) alert.signals[at] = signalOf(found, say)
}

/** A crossed limit is as sure as before, and more has been read: a revision tells how much it is by now. */
const saysMore = (found: Spoken, known: AlertSignal): boolean => {
  const loudness = saidLoudness(found)
  return loudness > known.surprise || (loudness === known.surprise && found.finding.observed > known.observed)
}

/** In hundredths. */
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

/** Numbers a revision of the alert as it stands, and hands it on. */
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
  alert.publishedDistinct = alert.distinctWaybills
  alert.publishedForeign = alert.foreignWaybills ?? 0
  alert.policyVersion = policy.version
  emit(alert)
  if (isGraverThanEver(alert)) alert.gravest = alert.severity
}

/** The end of a first sentence about what had an alert not long ago. */
export const sayBefore = (before: OpenAlert | undefined): string =>
  before === undefined ? '' : `; its alert before this one was ${before.severity}`

/** Whether the revision that is being told is the first, or graver than all before it. */
export const isGraverThanEver = ({ severity, gravest }: OpenAlert): boolean =>
  gravest === null || rank(severity) > rank(gravest)

/** Whether the alert has become graver or is no trial any more, or exposure has grown. */
export const isRevisionDue = (
  alert: OpenAlert,
  before: Pick<OpenAlert, 'severity' | 'isShadow'>,
  policy: Policy,
): boolean =>
  rank(alert.severity) > rank(before.severity) ||
  // Until now it was a trial of one detector; another one means it.
  (before.isShadow && !alert.isShadow) ||
  hasGrown(alert, policy)

/** Whether exposure has grown by the policy's factor since the last revision, where the incident goes on after a quiet time: since then. */
const hasGrown = (
  { records, publishedRecords, resumedAtRecords }: OpenAlert,
  { alerts: { exposureGrowth } }: Policy,
): boolean => records - resumedAtRecords >= Math.max(1, publishedRecords - resumedAtRecords) * exposureGrowth
