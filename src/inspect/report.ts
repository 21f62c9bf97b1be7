import type { AlertStatus, Severity } from '../contract/alert.ts'
import { epochMs } from '../contract/brands.ts'
import type { LookUp } from '../contract/look-up.ts'
import { OwnSum, ownSum } from '../core/account.ts'
import type { OpenAlert } from '../core/alerts/open-alert.ts'
import type { Detector } from '../core/detector.ts'
import { isAssumed } from '../core/peers/assumed-role.ts'
import type { Policy } from '../core/policy.ts'
import { createView, type View } from '../core/view.ts'
import { windowNames, type WindowName } from '../core/windows/levels.ts'
import type { AccountSnapshot } from './account-snapshot.ts'
import { compareWithUsual, type ComparisonRow } from './comparisons.ts'
import { ask, type JointVerdict, type Opinion } from './opinions.ts'
import { weekOf, type Week } from './week.ts'

export type WindowRow = {
  readonly window: WindowName
  readonly lookUps: number
  readonly records: number
  /** Records without a known reason. */
  readonly unexplained: number
  readonly distinct: number
  /** Null if the log does not say which outlets a waybill passes. */
  readonly foreign: number | null
  /** Numbers not found. */
  readonly notFound: number
  readonly denied: number
  /** Look-ups that are exports. */
  readonly exports: number
}

export type AlertLine = {
  readonly alertId: string
  readonly severity: Severity
  readonly status: AlertStatus
  readonly isShadow: boolean
  readonly detectedAt: string
  readonly records: number
  /** Records since the alert's last revision. */
  readonly untoldRecords: number
  /** One sentence per signal, the strongest first. */
  readonly reasons: readonly string[]
}

/** Everything that `waywarden inspect` reports, as plain JSON. Times are ISO 8601 in UTC. */
export type Report = {
  readonly account: string
  /** Null if the log names none. */
  readonly role: string | null
  readonly firstSeen: string
  /** Time of the account's newest look-up. Everything below is as of this time. */
  readonly lastSeen: string
  readonly source: string
  readonly lane: number
  readonly nextOffset: number | null
  /** Time of the lane's newest event, whichever account's it is. */
  readonly laneSeen: string
  readonly policyVersion: string
  /**
   * Whether the newest look-up was available; the state does not keep it. Without it, decoys in it are not
   * seen. Overrides for an outlet, or for a role whose name the state has shortened, then apply only while an
   * alert of the account names them.
   */
  readonly hasLookUp: boolean
  /** What the account's own baseline rests on. The counts fade with time, so they are not whole numbers. */
  readonly activeDays: number
  readonly activeHours: number
  /** The peers that the account is compared with, in words. */
  readonly colleagues: string
  /** Whether the peers' baseline is established. */
  readonly isSettled: boolean
  readonly windows: readonly WindowRow[]
  readonly comparisons: readonly ComparisonRow[]
  readonly opinions: readonly Opinion[]
  /** Null if the findings are not enough for an alert. */
  readonly judgement: JointVerdict | null
  /** The account's alert, open or recently closed. */
  readonly alert: AlertLine | null
  readonly week: Week
}

/** Builds the report of an account from its state, under a policy. Pure. */
export const createReport = (
  snapshot: AccountSnapshot,
  policy: Policy,
  detectors: readonly Detector[],
): Report => {
  const { account, lane } = snapshot
  const alert = lane.alerts.get(snapshot.accountId) ?? null
  const view = createView(account, snapshot.lookUp ?? lookUpOf(snapshot, alert), lane.peers, policy.honey)
  return {
    account: snapshot.accountId,
    role: view.lookUp.role ?? (isAssumed(account.role) ? null : account.role),
    firstSeen: iso(account.firstSeenMs),
    lastSeen: iso(account.windows.nowMs),
    source: snapshot.source,
    lane: snapshot.laneNumber,
    nextOffset: snapshot.nextOffset,
    laneSeen: iso(lane.nowMs),
    policyVersion: policy.version,
    hasLookUp: snapshot.lookUp !== null,
    activeDays: ownSum(account, OwnSum.activeDays),
    activeHours: ownSum(account, OwnSum.activeHours),
    colleagues: view.colleagues,
    isSettled: view.isSettled,
    windows: windowNames.map((window) => windowRow(view, window)),
    comparisons: compareWithUsual(view, account, lane.peers),
    ...ask(view, account, { lane, policy, detectors }),
    alert: alert === null ? null : alertLine(alert),
    week: weekOf(account, lane.peers),
  }
}

const iso = (timeMs: number): string => new Date(timeMs).toISOString()

const windowRow = (view: View, window: WindowName): WindowRow => ({
  window,
  lookUps: view.count('lookUps', window),
  records: view.count('records', window),
  unexplained: view.count('unexplained', window),
  distinct: Math.round(view.distinct(window)),
  foreign: view.isReachLogged ? Math.round(view.foreign(window)) : null,
  notFound: view.count('notFound', window),
  denied: view.count('denied', window),
  exports: view.count('exports', window),
})

const alertLine = (alert: OpenAlert): AlertLine => ({
  alertId: alert.alertId,
  severity: alert.severity,
  status: alert.status,
  isShadow: alert.isShadow,
  detectedAt: iso(alert.detectedAtMs),
  records: alert.records,
  untoldRecords: alert.records - alert.publishedRecords,
  reasons: alert.signals.toSorted((a, b) => b.surprise - a.surprise).map(({ reason }) => reason),
})

/** A substitute for the newest look-up if only the state is available; see `hasLookUp`. */
const lookUpOf = ({ accountId, account }: AccountSnapshot, alert: OpenAlert | null): LookUp => ({
  eventId: '',
  eventHi: 0,
  eventLo: 0,
  occurredAt: epochMs(account.windows.nowMs),
  accountId,
  role: alert?.role ?? null,
  outletId: alert?.outletId ?? null,
  regionCode: null,
  action: 'query',
  outcome: 'found',
  waybills: [],
  records: 0,
  ticketId: null,
  sourceIp: null,
  deviceId: null,
  sessionId: null,
  userAgent: null,
  channel: null,
})
