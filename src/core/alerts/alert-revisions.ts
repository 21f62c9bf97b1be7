// What the alerts of accounts and those of rings have in common: signals, revisions, and how they end.
import { rank } from '../../contract/alert.ts'
import type { Detector, Finding } from '../detector.ts'
import type { Verdict } from './judge.ts'
import type { LaneState } from '../lane-state.ts'
import { alertKey, type OpenAlert, type Signal } from './open-alert.ts'
import type { Policy } from '../policy.ts'
import { DAY_MS, MINUTE_MS } from '../time.ts'
import { LONGEST_WINDOW_MS, REACH_MS, type WindowName } from '../windows/windows.ts'

/** Receives every revision at the moment it is due; the alert may change after the call returns. */
export type Emit = (alert: OpenAlert) => void

/** What is told of an entity's day is heard until the day after has ended, and its alert is not forgotten before. */
export const LATEST_DAYS = 2

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
    if (at === 0 || each.surprise >= LEAST_SAID) addSignal(alert, each, { say, isGraver })
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
const saysMore = ({ finding, surprise }: Spoken, known: Signal): boolean => {
  const rounded = roundSurprise(surprise)
  return rounded > known.surprise || (rounded === known.surprise && finding.observed > known.observed)
}

const roundSurprise = (surprise: number): number => Math.round(surprise * 100) / 100

const signalOf = ({ detector, finding, surprise }: Spoken, say: Say): Signal => ({
  detector: detector.id,
  window: finding.window,
  observed: finding.observed,
  expected: finding.expected,
  ...(finding.limit === null ? {} : { limit: finding.limit }),
  surprise: roundSurprise(surprise),
  baseline: finding.baseline,
  reason: say(finding),
})

export const publish = (
  alert: OpenAlert,
  status: OpenAlert['status'],
  timeMs: number,
  policy: Policy,
  emit: Emit,
): void => {
  alert.revision++
  alert.status = status
  alert.updatedAtMs = Math.max(alert.updatedAtMs, timeMs)
  alert.publishedRecords = alert.records
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

/** When the alert is closed, or once closed forgotten, if nothing more is found. */
const dueAtMs = (alert: OpenAlert, policy: Policy): number =>
  alert.status === 'closed' ? alert.forgetAtMs : alert.lastFindingAtMs + policy.alerts.quietMs

/** Notes when the alert ends or is forgotten if nothing more is found: it is new, or something was found just now. */
export const awaitEnd = (lane: LaneState, alert: OpenAlert, policy: Policy): void => {
  if (alert.status === 'closed') alert.forgetAtMs = forgetAtMs(alert, policy)
  const dueMs = dueAtMs(alert, policy)
  lane.nextCloseMs = Math.min(lane.nextCloseMs, dueMs)
  if (dueMs < lane.soon.untilMs) lane.soon.alerts.add(alert)
}

/** Closes what has been quiet and forgets what no window reaches back to. Call it when the lane's event time moves. */
export const closeQuiet = (lane: LaneState, policy: Policy, emit: Emit): void => {
  const { soon } = lane
  const { quietMs } = policy.alerts
  const isOtherQuiet = soon.quietMs !== quietMs
  if (lane.nowMs < lane.nextCloseMs && !isOtherQuiet) return
  if (lane.nowMs >= soon.untilMs || isOtherQuiet) {
    soon.quietMs = quietMs
    soon.untilMs = lane.nowMs + SOON_MS
    for (const alert of lane.alerts.values()) soon.alerts.add(alert)
  }
  for (const alert of inOrderDue(lane, policy)) endOrForget(lane, alert, policy, emit)
  lane.nextCloseMs = lane.alerts.size === 0 ? Infinity : soon.untilMs
  for (const alert of soon.alerts) {
    const dueMs = dueAtMs(alert, policy)
    if (dueMs >= soon.untilMs || !isKept(lane, alert)) soon.alerts.delete(alert)
    else lane.nextCloseMs = Math.min(lane.nextCloseMs, dueMs)
  }
}

/** On a day on which thousands of alerts are open, each end would else be a look at all of them. */
const SOON_MS = MINUTE_MS

const isKept = ({ alerts }: LaneState, alert: OpenAlert): boolean =>
  alerts.get(alertKey(alert.entity)) === alert

// The order of the set depends on when a lane was read back; the order of what is published must not.
const inOrderDue = (lane: LaneState, policy: Policy): readonly OpenAlert[] =>
  [...lane.soon.alerts]
    .filter((alert) => dueAtMs(alert, policy) <= lane.nowMs && isKept(lane, alert))
    .sort(
      (a, b) => dueAtMs(a, policy) - dueAtMs(b, policy) || (alertKey(a.entity) < alertKey(b.entity) ? -1 : 1),
    )

const endOrForget = (lane: LaneState, alert: OpenAlert, policy: Policy, emit: Emit): void => {
  const key = alertKey(alert.entity)
  lane.changedAlerts.add(key)
  if (alert.status === 'closed') {
    lane.alerts.delete(key)
    return
  }
  alert.forgetAtMs = forgetAtMs(alert, policy)
  publish(alert, 'closed', dueAtMs(alert, policy), policy, emit)
  // A lane that slept for long has nothing to wait for.
  if (alert.forgetAtMs <= lane.nowMs) lane.alerts.delete(key)
}

/** Until when a closed alert is kept. */
const forgetAtMs = (alert: OpenAlert, policy: Policy): number =>
  alert.lastFindingAtMs + Math.max(policy.alerts.quietMs, reachMs(alert))

/** How long after a finding something may still speak of the same: windows reach back, and what is shared is judged by the day. */
const reachMs = ({ entity, signals }: OpenAlert): number =>
  entity.type === 'account'
    ? Math.max(0, ...signals.map(({ window }) => REACH_MS[window as WindowName] ?? LONGEST_WINDOW_MS))
    : (LATEST_DAYS + 1) * DAY_MS
