import { createHmac } from 'node:crypto'

import {
  alertSchemaName,
  rank,
  severities,
  type Alert,
  type AlertMember,
  type RecommendedAction,
  type Severity,
} from '../contract/alert.ts'
import type { Member, OpenAlert } from '../core/alerts/open-alert.ts'

const ACTIONS: Record<Severity, RecommendedAction> = {
  low: 'watch',
  medium: 'review',
  high: 'step-up-authentication',
  critical: 'suspend-account',
}

const iso = (timeMs: number): string => new Date(timeMs).toISOString()

/**
 * Converts an open alert to the record that is published (contract/alert.ts). Waybill
 * tokens are hashed once more, with HMAC-SHA-256 over the 16 hexadecimal digits of the
 * state token, so that published tokens cannot be matched against Redis.
 */
export const alertRecord = (alert: OpenAlert, alertTokenKey: Uint8Array): Alert => {
  const { evidence } = alert
  return {
    schema: alertSchemaName,
    alertId: alert.alertId,
    ...(alert.previousAlertId === null ? {} : { previousAlertId: alert.previousAlertId }),
    revision: alert.revision,
    status: alert.status,
    entity: {
      ...alert.entity,
      ...(alert.role === null ? {} : { role: alert.role }),
      ...(alert.outletId === null ? {} : { outletId: alert.outletId }),
      ...(alert.regionCode === null ? {} : { regionCode: alert.regionCode }),
    },
    ...(alert.members.length === 0 ? {} : { members: alert.members.map(memberOf) }),
    ...(alert.ringId === null ? {} : { ringId: alert.ringId }),
    severity: alert.severity,
    riskScore: riskScore(alert),
    detectedAt: iso(alert.detectedAtMs),
    updatedAt: iso(alert.updatedAtMs),
    firstEventAt: iso(alert.firstEventAtMs),
    lastEventAt: iso(alert.lastEventAtMs),
    exposure: exposureOf(alert),
    signals: alert.signals.map((signal) => ({ ...signal, expected: threeDigits(signal.expected) })),
    reason: alert.reason,
    recommendedAction: ACTIONS[alert.severity],
    techniques: [...alert.techniques],
    evidence: {
      topic: evidence.topic,
      ...(evidence.partition === null
        ? {}
        : {
            partition: evidence.partition,
            fromOffset: String(evidence.fromOffset),
            toOffset: String(evidence.toOffset),
          }),
      eventIds: [...evidence.eventIds],
      sourceIps: [...evidence.sourceIps],
      deviceIds: [...evidence.deviceIds],
      waybillTokens: evidence.waybillTokens.map((token) => leavingToken(token, alertTokenKey)),
    },
    policyVersion: alert.policyVersion,
    ...(alert.isShadow ? { shadow: true } : {}),
  }
}

const memberOf = ({ fromOffset, toOffset, ...rest }: Member): AlertMember => ({
  ...rest,
  fromOffset: String(fromOffset),
  toOffset: String(toOffset),
})

/**
 * Exposed records at which the risk score has gained half of what exposure can add
 * within a severity. From here on a theft pays.
 */
const PAYING_RECORDS = 500

const riskScore = ({ severity, records }: OpenAlert): number => {
  const step = 100 / severities.length
  return Math.round(10 * step * (rank(severity) + 1 - 2 ** (-records / PAYING_RECORDS))) / 10
}

const exposureOf = (alert: OpenAlert): Alert['exposure'] => ({
  records: alert.records,
  distinctWaybills: alert.publishedDistinct,
  foreignWaybills: alert.foreignWaybills === null ? null : alert.publishedForeign,
  ...(alert.entity.type === 'account' ? { unexplainedRecords: alert.unexplainedRecords } : {}),
  recordsBeforeAlert: alert.recordsBeforeAlert,
})

/**
 * Three significant digits, and whole numbers from 100 on: a mean is known no more precisely. A whole limit
 * of the policy, which may stand in its place, is not changed by that.
 */
const threeDigits = (mean: number): number => (mean >= 100 ? Math.round(mean) : Number(mean.toPrecision(3)))

const leavingToken = (token: string, key: Uint8Array): string =>
  createHmac('sha256', key).update(token).digest('hex')
