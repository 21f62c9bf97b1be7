import type { AlertSignal, AlertStatus, EntityType, Severity } from '../../contract/alert.ts'
import { entityKey } from '../ring/account-day.ts'

/**
 * One incident of one account, or of accounts that share a device, address or outlet. Plain JSON, stored as
 * such among the lane's fields. Times are epoch milliseconds. A closed alert is kept until `forgetAtMs`, so
 * that windows that still reach back to the incident do not raise it anew.
 */
export type OpenAlert = {
  readonly alertId: string
  /** Id of the entity's previous alert if that was still kept, else null. */
  readonly previousAlertId: string | null
  revision: number
  status: AlertStatus
  readonly entity: { readonly type: EntityType; readonly id: string }
  /** Of a shared entity: the accounts that act together. */
  members: Member[]
  /** See `ringIdOf`; null for an account. */
  ringId: string | null
  role: string | null
  outletId: string | null
  regionCode: string | null
  severity: Severity
  /** The highest severity that a revision has published, on trial too; null before the first. */
  gravest: Severity | null
  readonly detectedAtMs: number
  updatedAtMs: number
  /** Of an account as at the start; of a ring, it falls when an earlier look-up comes late. */
  firstEventAtMs: number
  lastEventAtMs: number
  /**
   * For an account, by the lane's clock, which closes the alert. By event time, each late look-up would
   * become an incident of its own.
   */
  lastFindingAtMs: number
  forgetAtMs: number
  records: number
  /** Of an account, this and the next are estimates that may fall (growth.ts). */
  distinctWaybills: number
  /** null if the log does not say which outlets a waybill passes. */
  foreignWaybills: number | null
  recordsBeforeAlert: number
  /** Of an account: most records without a known reason at any finding (`exposedRecords`); 0 for a ring. */
  unexplainedRecords: number
  /** What the last revision says of `records`, `distinctWaybills` and `foreignWaybills`. */
  publishedRecords: number
  publishedDistinct: number
  publishedForeign: number
  /** Time of the first look-up since the last revision; null if there was none. */
  untoldFromMs: number | null
  /** Time of the last revision of the account's previous alert if that was still kept, else 0. */
  readonly reportedUntilMs: number
  /** `records` when the alert was last closed, if the incident went on; else 0. */
  resumedAtRecords: number
  /** The first sentence of the last revision: why it was due. */
  reason: string
  /** Each detector's strongest finding in the incident, as the alert shows it. */
  signals: AlertSignal[]
  techniques: string[]
  readonly evidence: Evidence
  isShadow: boolean
  policyVersion: string
}

/** What differs from alert to alert at the start; `timeMs` is the time of the look-up that raises it. */
type Beginning = Pick<
  OpenAlert,
  'alertId' | 'previousAlertId' | 'entity' | 'firstEventAtMs' | 'isShadow' | 'policyVersion'
> & { readonly timeMs: number }

/** An alert before its first revision. The caller adds where its evidence lies in the log. */
export const newAlert = ({ timeMs, ...beginning }: Beginning): Omit<OpenAlert, 'evidence'> => ({
  ...beginning,
  revision: 0,
  status: 'open',
  members: [],
  ringId: null,
  role: null,
  outletId: null,
  regionCode: null,
  severity: 'low',
  gravest: null,
  detectedAtMs: timeMs,
  updatedAtMs: timeMs,
  lastEventAtMs: timeMs,
  lastFindingAtMs: timeMs,
  forgetAtMs: 0,
  records: 0,
  distinctWaybills: 0,
  foreignWaybills: null,
  recordsBeforeAlert: 0,
  unexplainedRecords: 0,
  publishedRecords: 0,
  publishedDistinct: 0,
  publishedForeign: 0,
  untoldFromMs: null,
  reportedUntilMs: 0,
  resumedAtRecords: 0,
  reason: '',
  signals: [],
  techniques: [],
})

/** An account of a ring. Its look-ups of the day lie between the offsets; others' lie among them. */
export type Member = {
  readonly id: string
  records: number
  readonly partition: number
  readonly fromOffset: number
  toOffset: number
}

/** Key of an alert in `LaneState.alerts`: the account's id, or the `entityKey` of what accounts share. */
export const alertKey = ({ type, id }: OpenAlert['entity']): string =>
  type === 'account' ? id : entityKey({ type, id })

export type Evidence = {
  readonly topic: string
  /** null: the evidence lies on several partitions. */
  partition: number | null
  fromOffset: number
  toOffset: number
  readonly eventIds: string[]
  readonly sourceIps: string[]
  readonly deviceIds: string[]
  /** 16 hexadecimal digits each; they are hashed once more before the alert is published. */
  readonly waybillTokens: string[]
}

/** Most entries of each kind of evidence. The first ones are kept: they show how it began. */
export const MOST_EVIDENCE = { eventIds: 20, sourceIps: 10, deviceIds: 10, waybillTokens: 20 }
