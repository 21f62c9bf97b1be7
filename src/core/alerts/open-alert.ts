import type { AlertSignal, AlertStatus, EntityType, Severity } from '../../contract/alert.ts'
import { entityKey } from '../ring/account-day.ts'

/**
 * One incident of one account, or of accounts that share something. Plain JSON: it is kept as such among the lane's fields. Times are
 * epoch milliseconds. A closed one is kept until `forgetAtMs`, so that windows which still reach back to it do not raise it anew.
 */
export type OpenAlert = {
  readonly alertId: string
  /** Of the entity's alert before this one, where it was still kept; else null. */
  readonly previousAlertId: string | null
  revision: number
  status: AlertStatus
  readonly entity: { readonly type: EntityType; readonly id: string }
  /** Of something shared: the accounts that act together, and what each has read. */
  members: Member[]
  role: string | null
  outletId: string | null
  regionCode: string | null
  severity: Severity
  /** The gravest that a revision has told, on trial too; null before the first. */
  gravest: Severity | null
  readonly detectedAtMs: number
  updatedAtMs: number
  readonly firstEventAtMs: number
  lastEventAtMs: number
  /** Of an account by the clock of the lane, which closes the alert: where its look-ups come late, each would else be an incident. */
  lastFindingAtMs: number
  forgetAtMs: number
  records: number
  distinctWaybills: number
  /** null: the log does not say which outlets a waybill passes. */
  foreignWaybills: number | null
  recordsBeforeAlert: number
  /** What the last revision told of `records`, `distinctWaybills` and `foreignWaybills`. */
  publishedRecords: number
  publishedDistinct: number
  publishedForeign: number
  /** `records` when it was last closed, of an incident that went on; else 0. */
  resumedAtRecords: number
  /** What the last revision says first: why it was due. */
  reason: string
  /** Each detector's strongest finding in the incident, as the alert shows it. */
  signals: AlertSignal[]
  techniques: string[]
  readonly evidence: Evidence
  isShadow: boolean
  policyVersion: string
}

/** What an alert has of its own from the first; `timeMs` is that of the look-up that raises it. */
type Beginning = Pick<
  OpenAlert,
  'alertId' | 'previousAlertId' | 'entity' | 'firstEventAtMs' | 'isShadow' | 'policyVersion'
> & { readonly timeMs: number }

/** An alert that nothing has been told of yet; where it lies in the log is for the caller to say. */
export const newAlert = ({ timeMs, ...beginning }: Beginning): Omit<OpenAlert, 'evidence'> => ({
  ...beginning,
  revision: 0,
  status: 'open',
  members: [],
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
  publishedRecords: 0,
  publishedDistinct: 0,
  publishedForeign: 0,
  resumedAtRecords: 0,
  reason: '',
  signals: [],
  techniques: [],
})

export type Member = { readonly id: string; records: number }

/** The key of an alert among those of its lane, and of what is folded into it. */
export const alertKey = ({ type, id }: OpenAlert['entity']): string =>
  type === 'account' ? id : entityKey({ type, id })

export type Evidence = {
  readonly topic: string
  /** null: it lies on several. */
  partition: number | null
  fromOffset: number
  toOffset: number
  readonly eventIds: string[]
  readonly sourceIps: string[]
  readonly deviceIds: string[]
  /** 16 hexadecimal digits each; they are hashed once more before they leave. */
  readonly waybillTokens: string[]
}

/** Most entries of each kind of evidence. The first ones are kept: they show how it began. */
export const MOST_EVIDENCE = { eventIds: 20, sourceIps: 10, deviceIds: 10, waybillTokens: 20 }
