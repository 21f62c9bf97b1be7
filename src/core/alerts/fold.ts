import { rank } from '../../contract/alert.ts'
import type { LookUp, Waybill } from '../../contract/look-up.ts'
import type { Account } from '../account.ts'
import type { Detector, Finding } from '../detector.ts'
import { exposedRecords } from '../exposure.ts'
import type { LaneState } from '../lane-state.ts'
import type { Policy } from '../policy.ts'
import type { Position } from '../position.ts'
import type { View } from '../view.ts'
import type { Distinct } from '../windows/distinct.ts'
import { WINDOW, type WindowName } from '../windows/levels.ts'
import { awaitEnd } from './alert-end.ts'
import { accountAlertId } from './alert-id.ts'
import {
  addDistinct,
  addVerdict,
  emitRevision,
  isRevisionDue,
  sayBefore,
  type Emit,
} from './alert-revisions.ts'
import { loudnessOf, type Found } from './found.ts'
import { sayRecurs, type Verdict } from './judge.ts'
import { MOST_EVIDENCE, newAlert, type OpenAlert } from './open-alert.ts'
import { countedFromMs, saySince, type Moment } from './say-since.ts'

/** What the fold needs to know of one look-up. */
export type Judged = {
  readonly account: Account
  readonly lookUp: LookUp
  readonly position: Position
  readonly view: View
  /** Waybills that the look-up adds to those that the account's alert has counted (growth.ts). */
  readonly fresh: Distinct
  /** null: the evidence is not enough for an alert. */
  readonly verdict: Verdict | null
}

/** A look-up with a verdict. */
type Speaking = Judged & { readonly verdict: Verdict }

const speaks = (judged: Judged): judged is Speaking => judged.verdict !== null

/**
 * Folds findings into the account's one alert: raises it, updates it when severity rises or exposure has
 * grown by the policy's factor, and reopens a closed one when its incident goes on. Less grave findings after
 * it was closed start an incident of their own: ordinary work after a theft must not be reported with the
 * theft's severity.
 */
export const fold = (lane: LaneState, judged: Judged, policy: Policy, emit: Emit): void => {
  const { lookUp } = judged
  const alert = lane.alerts.get(lookUp.accountId)
  if (alert === undefined) {
    if (speaks(judged)) raise(lane, judged, policy, emit)
    return
  }
  lane.changedAlerts.add(lookUp.accountId)
  expose(alert, judged)
  if (!speaks(judged)) return
  const { verdict } = judged
  // Detectors on trial do not change an alert that others have raised.
  if (verdict.isShadow && !alert.isShadow) return
  const before = { severity: alert.severity, isShadow: alert.isShadow }
  const say = sayOf(judged, alert.reportedUntilMs, policy)
  const headline = headlineOf(alert, judged, policy)
  addVerdict(alert, verdict, say)
  alert.unexplainedRecords = Math.max(alert.unexplainedRecords, unexplainedOf(alert.records, judged))
  alert.lastFindingAtMs = lane.nowMs
  if (isWorthARevision(alert, before, policy, verdict) || isNews(alert, headline, verdict)) {
    if (alert.status === 'closed' && rank(verdict.severity) < rank(alert.severity))
      return raise(lane, judged, policy, emit)
    if (alert.status === 'closed') alert.resumedAtRecords = alert.publishedRecords
    alert.reason = say(headline.found.finding)
    emitRevision(alert, { status: 'updated', timeMs: lookUp.occurredAt }, policy, emit)
  }
  awaitEnd(lane, alert, policy)
}

/**
 * The finding that a revision's reason is about. `isNew`: it counts only what came after the alert was
 * closed.
 */
type Headline = { readonly found: Found; readonly isNew: boolean }

/**
 * The loudest finding. After the alert was closed: the loudest whose window does not reach back before the
 * last revision, if there is one.
 */
const headlineOf = (
  alert: OpenAlert | undefined,
  { account, lookUp, verdict: { found } }: Speaking,
  { zoneMs }: Policy,
): Headline => {
  const loudest = found[0] as Found
  if (alert?.status !== 'closed') return { found: loudest, isNew: false }
  const moment = { account, lookUp, zoneMs }
  const news = found.find(({ finding }) => newsFromMs(alert, finding, moment) >= alert.updatedAtMs)
  return news === undefined ? { found: loudest, isNew: false } : { found: news, isNew: true }
}

/**
 * What the finding counts lies after this time, or was not reported before. A `lately` finding counts fading
 * days, which begin anew after a day under an alert of medium or more (lately.ts): so its news starts with
 * today.
 */
const newsFromMs = ({ severity, isShadow }: OpenAlert, finding: Finding, moment: Moment): number => {
  const hasBegunAnew = finding.counted === 'lately' && severity !== 'low' && !isShadow
  return countedFromMs(hasBegunAnew ? { ...finding, counted: 'day' } : finding, moment)
}

/**
 * Whether the findings since the alert was closed would be an alert by themselves: no finding that reaches
 * back is louder. A low verdict is no news after a graver alert.
 */
const isNews = (alert: OpenAlert, headline: Headline, { severity, found }: Verdict): boolean =>
  headline.isNew &&
  (severity !== 'low' || alert.severity === 'low') &&
  loudnessOf(headline.found) >= loudnessOf(found[0] as Found)

const raise = (lane: LaneState, judged: Speaking, policy: Policy, emit: Emit): void => {
  const { account, lookUp, position, view, verdict } = judged
  const window = widest(verdict.found)
  const before = lane.alerts.get(lookUp.accountId)
  const reportedUntilMs = before?.updatedAtMs ?? 0
  const say = sayOf(judged, reportedUntilMs, policy)
  const untold = untoldOf(before)
  // The windows' counts saturate, below what one export may show.
  const records = Math.min(Math.max(view.most('records', window), lookUp.records), untold.records)
  const distinct = Math.min(Math.round(view.distinct(window)), untold.distinct)
  const foreign = foreignIn(view, window, lookUp.waybills)
  const alert: OpenAlert = {
    ...newAlert({
      alertId: accountAlertId(lookUp.accountId, lookUp.occurredAt, hex(lookUp.eventHi)),
      previousAlertId: before?.alertId ?? null,
      entity: { type: 'account', id: lookUp.accountId },
      timeMs: lookUp.occurredAt,
      firstEventAtMs: Math.max(firstEventAtMs(judged, window), before?.untoldFromMs ?? 0),
      isShadow: verdict.isShadow,
      policyVersion: policy.version,
    }),
    role: lookUp.role,
    outletId: lookUp.outletId,
    regionCode: lookUp.regionCode,
    lastFindingAtMs: lane.nowMs,
    records,
    distinctWaybills: Math.min(records, distinct),
    foreignWaybills: foreign === null ? null : Math.min(records, foreign, untold.foreign),
    recordsBeforeAlert: records,
    unexplainedRecords: unexplainedOf(records, judged),
    publishedRecords: records,
    reportedUntilMs,
    reason: say(headlineOf(before, judged, policy).found.finding) + sayBefore(before),
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
  }
  addVerdict(alert, verdict, say)
  addEvidence(alert, lookUp)
  lane.alerts.set(lookUp.accountId, alert)
  lane.changedAlerts.add(lookUp.accountId)
  awaitEnd(lane, alert, policy)
  emitRevision(alert, { status: 'open', timeMs: lookUp.occurredAt }, policy, emit)
}

/** What the account's earlier alert has not published yet: nothing is reported twice. */
const untoldOf = (before: OpenAlert | undefined) =>
  before === undefined
    ? { records: Infinity, distinct: Infinity, foreign: Infinity }
    : {
        records: before.records - before.publishedRecords,
        distinct: Math.max(0, Math.round(before.distinctWaybills) - before.publishedDistinct),
        foreign: Math.max(0, Math.round(before.foreignWaybills ?? 0) - before.publishedForeign),
      }

/**
 * When the first event of the alert happened, as near as the state knows: when the first bin that the alert
 * counts began, or the account's first look-up if that was later.
 */
const firstEventAtMs = ({ lookUp, view }: Judged, window: WindowName): number =>
  Math.min(lookUp.occurredAt, view.fullest('lookUps', window).fromMs, view.fullest('records', window).fromMs)

/**
 * The finding's reason, since when it counts, whether the account's alert before this one has counted some of
 * it, and whether the previous days were unusual, too.
 */
const sayOf =
  ({ account, lookUp, verdict }: Speaking, reportedUntilMs: number, { zoneMs }: Policy) =>
  (finding: Finding): string => {
    const moment = { account, lookUp, zoneMs }
    const sentence = `${finding.reason()}; ${saySince(finding, moment)}`
    if (finding.counted === 'lately') return sentence
    const isOld = countedFromMs(finding, moment) < reportedUntilMs
    return `${sentence}${isOld ? '; partly counted in the alert before' : ''}${sayRecurs(verdict)}`
  }

/** How many of an alert's records have no known reason: at most all, also where its last day began before it. */
const unexplainedOf = (records: number, { view }: Judged): number =>
  Math.min(records, Math.round(exposedRecords(view)))

const widest = (found: readonly Found[]): WindowName =>
  found.map((each) => each.finding.window).reduce((a, b) => (WINDOW[b] > WINDOW[a] ? b : a))

const foreignIn = (view: View, window: WindowName, waybills: readonly Waybill[]): number | null => {
  const foreign = Math.round(view.foreign(window))
  return foreign === 0 && waybills.every((each) => each.reach === 'unknown') ? null : foreign
}

/** Every look-up of an account with an alert adds to what the incident has exposed. */
const expose = (alert: OpenAlert, { lookUp, position, fresh }: Judged): void => {
  alert.records += lookUp.records
  alert.distinctWaybills += fresh.distinct
  if (lookUp.waybills.some(({ reach }) => reach !== 'unknown'))
    alert.foreignWaybills = (alert.foreignWaybills ?? 0) + fresh.foreign
  alert.lastEventAtMs = Math.max(alert.lastEventAtMs, lookUp.occurredAt)
  alert.untoldFromMs = Math.min(alert.untoldFromMs ?? Infinity, lookUp.occurredAt)
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

const isWorthARevision = (
  alert: OpenAlert,
  before: Pick<OpenAlert, 'severity' | 'isShadow'>,
  policy: Policy,
  { found }: Verdict,
): boolean => {
  if (isRevisionDue(alert, before, policy)) return true
  // After an alert was closed, a limit applies anew to the records since.
  const since = alert.records - alert.publishedRecords
  return (
    alert.status === 'closed' && found.some(({ detector, finding }) => isCeiling(detector, finding, since))
  )
}

const isCeiling = ({ kind }: Detector, { limit }: Finding, records: number): boolean =>
  kind === 'limit' && limit !== null && records >= limit
