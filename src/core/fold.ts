import { rank } from '../contract/alert.ts'
import { accountId } from '../contract/brands.ts'
import type { LookUp, Waybill } from '../contract/look-up.ts'
import type { Account } from './account.ts'
import type { Detector, Finding } from './detector.ts'
import type { Found, Verdict } from './judge.ts'
import type { LaneState } from './lane-state.ts'
import { MOST_EVIDENCE, type OpenAlert, type Signal } from './open-alert.ts'
import type { Policy } from './policy.ts'
import type { View } from './view.ts'
import { LONGEST_WINDOW_MS, levels, windowNames, type WindowName } from './windows.ts'

/** Where a look-up stands in the log. */
export type Position = { readonly topic: string; readonly partition: number; readonly offset: number }

/** All that one look-up brings to the fold. */
export type Judged = {
  readonly account: Account
  readonly lookUp: LookUp
  readonly position: Position
  readonly view: View
  /** null: nothing speaks against the account. */
  readonly verdict: Verdict | null
}

/** Receives every revision at the moment it is due; the alert may change after the call returns. */
export type Emit = (alert: OpenAlert) => void

const WINDOW_MS = Object.fromEntries(
  windowNames.map((name, at) => [name, levels[at]?.windowMs ?? LONGEST_WINDOW_MS]),
) as Record<WindowName, number>

/** How far back a window can reach: its oldest bin may begin before it. */
const REACH_MS = Object.fromEntries(
  windowNames.map((name, at) => [name, WINDOW_MS[name] + (levels[at]?.binMs ?? 0)]),
) as Record<WindowName, number>

/**
 * Folds findings into the account's one alert: raises it, updates it when severity rises or exposure has grown by the
 * policy's factor, and takes it up again when a closed one goes on.
 */
export const fold = (lane: LaneState, judged: Judged, policy: Policy, emit: Emit): void => {
  const { account, lookUp, verdict } = judged
  const alert = lane.alerts.get(lookUp.accountId)
  if (alert === undefined) {
    if (verdict !== null) raise(lane, judged, verdict, policy, emit)
    return
  }
  lane.changedAlerts.add(lookUp.accountId)
  expose(alert, judged)
  // What is on trial changes nothing that is meant.
  if (verdict === null || (verdict.isShadow && !alert.isShadow)) return
  const before = { severity: alert.severity, isShadow: alert.isShadow }
  addVerdict(alert, verdict)
  alert.lastFindingAtMs = Math.max(alert.lastFindingAtMs, account.windows.nowMs)
  if (isWorthARevision(alert, before, policy, verdict))
    publish(alert, 'updated', lookUp.occurredAt, policy, emit)
  if (alert.status !== 'closed') lane.nextCloseMs = Math.min(lane.nextCloseMs, dueAtMs(alert, policy))
}

const raise = (lane: LaneState, judged: Judged, verdict: Verdict, policy: Policy, emit: Emit): void => {
  const { account, lookUp, position, view } = judged
  const window = widest(verdict.found)
  const records = view.most('records', window)
  const alert: OpenAlert = {
    alertId: `${lookUp.accountId}/${lookUp.occurredAt.toString(36)}-${hex(lookUp.eventHi)}`,
    revision: 0,
    status: 'open',
    accountId: lookUp.accountId,
    role: lookUp.role,
    outletId: lookUp.outletId,
    regionCode: lookUp.regionCode,
    severity: 'low',
    riskScore: 0,
    detectedAtMs: lookUp.occurredAt,
    updatedAtMs: lookUp.occurredAt,
    firstEventAtMs: Math.max(account.firstSeenMs, lookUp.occurredAt - WINDOW_MS[window]),
    lastEventAtMs: lookUp.occurredAt,
    lastFindingAtMs: account.windows.nowMs,
    forgetAtMs: 0,
    records,
    distinctWaybills: Math.round(view.distinct(window)),
    foreignWaybills: foreignIn(view, window, lookUp.waybills),
    recordsBeforeAlert: records,
    publishedRecords: records,
    signals: [],
    techniques: [],
    evidence: {
      topic: position.topic,
      partition: position.partition,
      fromOffset: account.underWay.previousDayOffset,
      toOffset: position.offset,
      eventIds: [],
      sourceIps: [],
      deviceIds: [],
      waybillTokens: [],
    },
    isShadow: verdict.isShadow,
    policyVersion: policy.version,
  }
  addVerdict(alert, verdict)
  addEvidence(alert, lookUp)
  lane.alerts.set(lookUp.accountId, alert)
  lane.changedAlerts.add(lookUp.accountId)
  lane.nextCloseMs = Math.min(lane.nextCloseMs, dueAtMs(alert, policy))
  publish(alert, 'open', lookUp.occurredAt, policy, emit)
}

const widest = (found: readonly Found[]): WindowName =>
  found.map((each) => each.finding.window).reduce((a, b) => (WINDOW_MS[b] > WINDOW_MS[a] ? b : a))

const foreignIn = (view: View, window: WindowName, waybills: readonly Waybill[]): number | null => {
  const foreign = Math.round(view.foreign(window))
  return foreign === 0 && waybills.every((each) => each.reach === 'unknown') ? null : foreign
}

/** Every look-up of an account with an alert adds to what the incident has exposed. */
const expose = (alert: OpenAlert, { lookUp, position, view }: Judged): void => {
  alert.records += lookUp.records
  // Distinct counts reach back one window; over a longer incident the count of the day is a floor for it.
  alert.distinctWaybills = Math.max(alert.distinctWaybills, Math.round(view.distinct('PT24H')))
  const foreign = foreignIn(view, 'PT24H', lookUp.waybills)
  if (foreign !== null) alert.foreignWaybills = Math.max(alert.foreignWaybills ?? 0, foreign)
  alert.lastEventAtMs = Math.max(alert.lastEventAtMs, lookUp.occurredAt)
  alert.evidence.toOffset = position.offset
  addEvidence(alert, lookUp)
}

const addEvidence = ({ evidence }: OpenAlert, lookUp: LookUp): void => {
  addDistinct(evidence.eventIds, lookUp.eventId, MOST_EVIDENCE.eventIds)
  if (lookUp.sourceIp !== null) addDistinct(evidence.sourceIps, lookUp.sourceIp, MOST_EVIDENCE.sourceIps)
  if (lookUp.deviceId !== null) addDistinct(evidence.deviceIds, lookUp.deviceId, MOST_EVIDENCE.deviceIds)
  for (const waybill of lookUp.waybills) {
    if (evidence.waybillTokens.length >= MOST_EVIDENCE.waybillTokens) return
    addDistinct(evidence.waybillTokens, hex(waybill.hi) + hex(waybill.lo), MOST_EVIDENCE.waybillTokens)
  }
}

const hex = (half: number): string => (half >>> 0).toString(16).padStart(8, '0')

const addDistinct = (list: string[], value: string, most: number): void => {
  if (list.length < most && !list.includes(value)) list.push(value)
}

const addVerdict = (alert: OpenAlert, { severity, surprise, found, isShadow }: Verdict): void => {
  if (alert.isShadow && !isShadow) endTrial(alert)
  if (rank(severity) > rank(alert.severity)) alert.severity = severity
  alert.riskScore = Math.max(alert.riskScore, riskScore(surprise))
  for (const each of found) addSignal(alert, each)
}

/** From here on the alert is meant: what it said on trial is taken back. */
const endTrial = (alert: OpenAlert): void => {
  alert.isShadow = false
  alert.severity = 'low'
  alert.riskScore = 0
  alert.signals = []
  alert.techniques = []
}

const addSignal = (alert: OpenAlert, found: Found): void => {
  const { detector, surprise } = found
  for (const technique of detector.techniques) addDistinct(alert.techniques, technique, 16)
  const at = alert.signals.findIndex((signal) => signal.detector === detector.id)
  const known = alert.signals[at]
  if (known === undefined) alert.signals.push(signalOf(found))
  else if (surprise > known.surprise) alert.signals[at] = signalOf(found)
}

const signalOf = ({ detector, finding, surprise }: Found): Signal => ({
  detector: detector.id,
  window: finding.window,
  observed: finding.observed,
  expected: finding.expected,
  ...(finding.limit === null ? {} : { limit: finding.limit }),
  surprise: Math.round(surprise * 100) / 100,
  baseline: finding.baseline,
  reason: finding.reason,
})

/** 0 to 100: half at a surprise of 4, which is one honest account-day in 10,000. */
const riskScore = (surprise: number): number => Math.round(1000 * (1 - 2 ** (-surprise / 4))) / 10

const isWorthARevision = (
  alert: OpenAlert,
  before: Pick<OpenAlert, 'severity' | 'isShadow'>,
  policy: Policy,
  { found }: Verdict,
): boolean => {
  if (rank(alert.severity) > rank(before.severity)) return true
  // Until now it was a trial of one detector; another one means it.
  if (before.isShadow && !alert.isShadow) return true
  if (alert.records >= Math.max(1, alert.publishedRecords) * policy.alerts.exposureGrowth) return true
  // After an alert was closed, a ceiling holds again for all that came since.
  const since = alert.records - alert.publishedRecords
  return (
    alert.status === 'closed' && found.some(({ detector, finding }) => isCeiling(detector, finding, since))
  )
}

const isCeiling = ({ kind }: Detector, { limit }: Finding, records: number): boolean =>
  kind === 'limit' && limit !== null && records >= limit

const publish = (
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
}

/** When the alert is closed, or once closed forgotten, if nothing more is found. */
const dueAtMs = (alert: OpenAlert, policy: Policy): number =>
  alert.status === 'closed' ? alert.forgetAtMs : alert.lastFindingAtMs + policy.alerts.quietMs

/** Closes what has been quiet and forgets what no window reaches back to. Call it when the lane's event time moves. */
export const closeQuiet = (lane: LaneState, policy: Policy, emit: Emit): void => {
  if (lane.nowMs < lane.nextCloseMs) return
  for (const alert of inOrderDue(lane, policy)) endOrForget(lane, alert, policy, emit)
  lane.nextCloseMs = Infinity
  for (const alert of lane.alerts.values()) {
    lane.nextCloseMs = Math.min(lane.nextCloseMs, dueAtMs(alert, policy))
  }
}

// The order of the map depends on when a lane was read back; the order of what is published must not.
const inOrderDue = (lane: LaneState, policy: Policy): readonly OpenAlert[] =>
  [...lane.alerts.values()]
    .filter((alert) => dueAtMs(alert, policy) <= lane.nowMs)
    .sort((a, b) => dueAtMs(a, policy) - dueAtMs(b, policy) || (a.accountId < b.accountId ? -1 : 1))

const endOrForget = (lane: LaneState, alert: OpenAlert, policy: Policy, emit: Emit): void => {
  const id = accountId(alert.accountId)
  lane.changedAlerts.add(id)
  if (alert.status === 'closed') {
    lane.alerts.delete(id)
    return
  }
  const reaches = alert.signals.map((signal) => REACH_MS[signal.window as WindowName] ?? LONGEST_WINDOW_MS)
  alert.forgetAtMs = alert.lastFindingAtMs + Math.max(policy.alerts.quietMs, ...reaches)
  publish(alert, 'closed', dueAtMs(alert, policy), policy, emit)
  // A lane that slept for long has nothing to wait for.
  if (alert.forgetAtMs <= lane.nowMs) lane.alerts.delete(id)
}
