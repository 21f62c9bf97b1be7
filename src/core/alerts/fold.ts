import { rank } from '../../contract/alert.ts'
import type { LookUp, Waybill } from '../../contract/look-up.ts'
import type { Account } from '../account.ts'
import type { Fresh } from '../count.ts'
import type { Detector, Finding } from '../detector.ts'
import type { LaneState } from '../lane-state.ts'
import type { Policy } from '../policy.ts'
import type { Position } from '../position.ts'
import type { View } from '../view.ts'
import { WINDOW, type WindowName } from '../windows/windows.ts'
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

/** All that one look-up brings to the fold. */
export type Judged = {
  readonly account: Account
  readonly lookUp: LookUp
  readonly position: Position
  readonly view: View
  readonly fresh: Fresh
  /** null: nothing speaks against the account. */
  readonly verdict: Verdict | null
}

/** Something speaks against the account. */
type Speaking = Judged & { readonly verdict: Verdict }

const speaks = (judged: Judged): judged is Speaking => judged.verdict !== null

/**
 * Folds findings into the account's one alert: raises it, updates it when severity rises or exposure has grown by the
 * policy's factor, and takes it up again when a closed one goes on. What comes after it was closed and is less grave is an incident of its
 * own: ordinary work after a theft is not to be told with the theft's severity.
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
  // What is on trial changes nothing that is meant.
  if (verdict.isShadow && !alert.isShadow) return
  const before = { severity: alert.severity, isShadow: alert.isShadow }
  const say = sayOf(judged, policy)
  const headline = headlineOf(alert, judged, policy)
  addVerdict(alert, verdict, say)
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

/** What a revision says first. */
type Headline = { readonly found: Found; readonly isNew: boolean }

/**
 * The loudest of what was found; after an alert was closed, the loudest of what has all come since, where there is any: no window
 * reaches back.
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

/** Nothing that the finding tells of came before, and was not told. What lasts for days begins anew behind a day that was not learnt. */
const newsFromMs = ({ severity, isShadow }: OpenAlert, finding: Finding, moment: Moment): number => {
  const hasBegunAnew = finding.counted === 'lately' && severity !== 'low' && !isShadow
  return countedFromMs(hasBegunAnew ? { ...finding, counted: 'day' } : finding, moment)
}

/**
 * Whether what has come since a closed alert would be an alert without it: nothing that reaches back is louder. What is only worth watching is
 * no news behind what was more.
 */
const isNews = (alert: OpenAlert, headline: Headline, { severity, found }: Verdict): boolean =>
  headline.isNew &&
  (severity !== 'low' || alert.severity === 'low') &&
  loudnessOf(headline.found) >= loudnessOf(found[0] as Found)

const raise = (lane: LaneState, judged: Speaking, policy: Policy, emit: Emit): void => {
  const { account, lookUp, position, view, verdict } = judged
  const window = widest(verdict.found)
  const say = sayOf(judged, policy)
  const before = lane.alerts.get(lookUp.accountId)
  const untold = untoldOf(before)
  const records = Math.min(view.most('records', window), untold.records)
  const distinct = Math.min(Math.round(view.distinct(window)), untold.distinct)
  const foreign = foreignIn(view, window, lookUp.waybills)
  const alert: OpenAlert = {
    ...newAlert({
      alertId: accountAlertId(lookUp.accountId, lookUp.occurredAt, hex(lookUp.eventHi)),
      previousAlertId: before?.alertId ?? null,
      entity: { type: 'account', id: lookUp.accountId },
      timeMs: lookUp.occurredAt,
      firstEventAtMs: Math.max(
        firstEventAtMs(judged, window),
        Math.min(before?.updatedAtMs ?? 0, lookUp.occurredAt),
      ),
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
    publishedRecords: records,
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

/** Of an account that had an alert: what that one has told is not told again. */
const untoldOf = (before: OpenAlert | undefined) =>
  before === undefined
    ? { records: Infinity, distinct: Infinity, foreign: Infinity }
    : {
        records: before.records - before.publishedRecords,
        distinct: before.distinctWaybills - before.publishedDistinct,
        foreign: (before.foreignWaybills ?? 0) - before.publishedForeign,
      }

/** As near as the state knows: when the first bin began that the alert counts, or the account's first look-up ever came. */
const firstEventAtMs = ({ lookUp, view }: Judged, window: WindowName): number =>
  Math.min(lookUp.occurredAt, view.fullest('lookUps', window).fromMs, view.fullest('records', window).fromMs)

/** What the finding says, and since when. */
const sayOf =
  ({ account, lookUp, verdict }: Speaking, { zoneMs }: Policy) =>
  (finding: Finding): string =>
    `${finding.reason()}; ${saySince(finding, { account, lookUp, zoneMs })}${finding.counted === 'lately' ? '' : sayRecurs(verdict)}`

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
  // After an alert was closed, a ceiling holds again for all that came since.
  const since = alert.records - alert.publishedRecords
  return (
    alert.status === 'closed' && found.some(({ detector, finding }) => isCeiling(detector, finding, since))
  )
}

const isCeiling = ({ kind }: Detector, { limit }: Finding, records: number): boolean =>
  kind === 'limit' && limit !== null && records >= limit
