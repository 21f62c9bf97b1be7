import type { Severity } from '../../contract/alert.ts'
import { sharedTypes } from '../../contract/finding.ts'
import { awaitEnd } from '../alerts/alert-end.ts'
import {
  addDistinct,
  addVerdict,
  emitRevision,
  isRevisionDue,
  sayBefore,
  type Emit,
} from '../alerts/alert-revisions.ts'
import { MOST_EVIDENCE, newAlert, type OpenAlert } from '../alerts/open-alert.ts'
import type { LaneState } from '../lane-state.ts'
import type { Policy } from '../policy.ts'
import { startOfDay } from '../time.ts'
import { entityKey, type SharedEntity, type AccountDay } from './account-day.ts'
import { ringIdOf } from './ring-id.ts'
import { ringReason } from './ring-reason.ts'
import { ring } from './ring.ts'
import { suspectsOf, usuallyLoud, type SharedDay, type SharedMember } from './shared-day.ts'

/** The judgement on an entity's day. */
export type RingVerdict = { readonly severity: Severity; readonly surprise: number }

/** What the fold needs to know of one account day. */
export type RingJudged = {
  readonly shared: SharedDay
  readonly accountDay: AccountDay
  /** null: the evidence against the accounts together is not enough for an alert. */
  readonly verdict: RingVerdict | null
}

/** Most accounts that one incident names. */
const MOST_NAMED = 100

/**
 * Folds an account day into the entity's alert of that day: raises it, and updates it when severity rises,
 * when exposure has grown by the policy's factor, or when an alert of medium or higher gets another member.
 * Each day has an alert of its own: what follows on a later day may be honest work, and must not be reported
 * with the ring's severity.
 */
export const foldRing = (lane: LaneState, judged: RingJudged, policy: Policy, emit: Emit): void => {
  const { shared, accountDay } = judged
  const key = entityKey(accountDay.entity)
  const known = lane.alerts.get(key)
  const isNew = known?.alertId !== ringAlertId(accountDay.entity, shared.day)
  const isOpen = known !== undefined && known.status !== 'closed'
  // Without a joint verdict only an open alert of this day can gain a member. Who is loud alone, or after the
  // ring is over, is no part of it.
  if (judged.verdict === null && (isNew || !isOpen)) return
  // Rings on trial do not change an alert that was raised before the trial.
  if (policy.ring.shadow && known?.isShadow === false && (!isNew || isOpen)) return
  if (isNew && isOpen) emitRevision(known, { status: 'closed', timeMs: accountDay.occurredAt }, policy, emit)
  const alert = isNew ? openRing(judged, known, policy) : known
  lane.alerts.set(key, alert)
  lane.changedAlerts.add(key)
  const suspects = suspectsOf(accountDay.entity.type, shared)
  const before = { severity: alert.severity, isShadow: alert.isShadow, names: alert.members.length }
  nameMembers(alert, suspects)
  alert.ringId = ringIdOf(accountDay.entity, shared.day, suspects)
  // The lanes of the look-ups are not equally far: an earlier one may come after the ring was told of.
  alert.firstEventAtMs = Math.min(alert.firstEventAtMs, shared.sinceMs)
  alert.lastEventAtMs = Math.max(alert.lastEventAtMs, shared.untilMs)
  const verdict = judged.verdict ?? (alert.members.length > before.names ? standing(alert) : null)
  if (verdict === null) return
  const sign = signOf(judged, suspects, verdict, policy)
  // The new sentence replaces the earlier one, unless that one speaks of more accounts.
  if (alert.signals.every(({ observed }) => observed <= sign.finding.observed)) alert.signals = []
  addVerdict(alert, { ...verdict, isShadow: policy.ring.shadow, found: [sign] })
  const reason = alert.signals[0]?.reason ?? ''
  // A look-up that comes days late is reported for today. By its own event time the alert would be forgotten
  // within the day, and its id would be used again.
  const dayMs = startOfDay(accountDay.day, policy.zoneMs)
  alert.lastFindingAtMs = Math.max(alert.lastFindingAtMs, accountDay.occurredAt, dayMs)
  if (isNew) {
    alert.recordsBeforeAlert = alert.records
    alert.reason = reason + sayBefore(known)
    emitRevision(alert, { status: 'open', timeMs: accountDay.occurredAt }, policy, emit)
  } else if (isWorthARevision(alert, before, policy)) {
    alert.reason = reason
    emitRevision(alert, { status: 'updated', timeMs: accountDay.occurredAt }, policy, emit)
  }
  awaitEnd(lane, alert, policy)
}

/** By entity and day, so that the alert has the same id whichever account completes the ring. */
export const ringAlertId = (entity: SharedEntity, day: number): string => `${entityKey(entity)}/${day}`

/** The id of a ring's alert, and the key of the entity that is in it. */
export type RingName = { readonly alertId: string; readonly key: string }

/** null if it is the id of an account's alert, or none. */
export const readRingAlertId = (alertId: string): RingName | null => {
  const key = FORM.exec(alertId)?.[1]
  return key === undefined ? null : { alertId, key }
}

const FORM = new RegExp(`^((?:${sharedTypes.join('|')}):[\\s\\S]+)/\\d+$`)

/**
 * The verdict by which a member joins an open alert, even if the crowd is so loud by now that no alert would
 * be raised.
 */
const standing = ({ signals }: OpenAlert): RingVerdict => ({
  severity: 'low',
  surprise: signals[0]?.surprise ?? 0,
})

const openRing = (
  { shared, accountDay }: RingJudged,
  previous: OpenAlert | undefined,
  policy: Policy,
): OpenAlert => ({
  ...newAlert({
    alertId: ringAlertId(accountDay.entity, shared.day),
    previousAlertId: previous?.alertId ?? null,
    entity: accountDay.entity,
    timeMs: accountDay.occurredAt,
    firstEventAtMs: shared.sinceMs,
    isShadow: policy.ring.shadow,
    policyVersion: policy.version,
  }),
  evidence: {
    topic: accountDay.topic,
    partition: accountDay.partition,
    // Set from the members (`addEvidence`). The account that completes the ring may be merely at work, and no
    // member.
    fromOffset: Infinity,
    toOffset: 0,
    eventIds: [],
    sourceIps: accountDay.entity.type === 'source' ? [accountDay.entity.id] : [],
    deviceIds: accountDay.entity.type === 'device' ? [accountDay.entity.id] : [],
    waybillTokens: [],
  },
})

/**
 * Updates the members, the records they have read, and where the evidence lies. Whoever was named stays
 * named.
 */
const nameMembers = (alert: OpenAlert, members: readonly SharedMember[]): void => {
  for (const { accountId, records, partition, dayOffset, offset } of members) {
    const known = alert.members.find(({ id }) => id === accountId)
    if (known !== undefined) {
      known.records = Math.max(known.records, records)
      known.toOffset = Math.max(known.toOffset, offset)
    } else if (alert.members.length < MOST_NAMED)
      alert.members.push({ id: accountId, records, partition, fromOffset: dayOffset, toOffset: offset })
  }
  alert.members.sort((a, b) => (a.id < b.id ? -1 : 1))
  alert.records = alert.members.reduce((sum, { records }) => sum + records, 0)
  const distinct = members.reduce((sum, { distinctWaybills }) => sum + distinctWaybills, 0)
  alert.distinctWaybills = Math.max(alert.distinctWaybills, distinct)
  const isReachKnown = members.some(({ foreignWaybills }) => foreignWaybills !== null)
  const foreign = members.reduce((sum, { foreignWaybills }) => sum + (foreignWaybills ?? 0), 0)
  if (isReachKnown) alert.foreignWaybills = Math.max(alert.foreignWaybills ?? 0, foreign)
  addEvidence(alert, members)
}

const addEvidence = ({ evidence }: OpenAlert, members: readonly SharedMember[]): void => {
  for (const { eventId, partition, dayOffset, offset } of members) {
    if (eventId !== '') addDistinct(evidence.eventIds, eventId, MOST_EVIDENCE.eventIds)
    // Offsets of several partitions make no range: then those of the members have to suffice.
    if (partition !== evidence.partition) evidence.partition = null
    evidence.fromOffset = Math.min(evidence.fromOffset, dayOffset)
    evidence.toOffset = Math.max(evidence.toOffset, offset)
  }
}

const signOf = (
  { shared, accountDay: { entity } }: RingJudged,
  suspects: readonly SharedMember[],
  { surprise }: RingVerdict,
  { zoneMs }: Policy,
) =>
  ({
    detector: ring,
    surprise,
    finding: {
      window: 'PT24H',
      observed: suspects.length,
      expected: loudBesides(shared, suspects),
      limit: null,
      score: surprise,
      baseline: 'peer',
      reason: () => ringReason({ entity, suspects, sinceMs: shared.sinceMs, surprise, zoneMs }),
    },
  }) as const

/**
 * How many of the suspects are expected to be loud on an ordinary day: those that are usually loud at the
 * entity, less the members that `suspectsOf` has left out.
 */
const loudBesides = (shared: SharedDay, suspects: readonly SharedMember[]): number => {
  const leftOut = shared.members.length - suspects.length
  return Math.round(Math.max(0, usuallyLoud(shared) - leftOut) * 100) / 100
}

type Before = Pick<OpenAlert, 'severity' | 'isShadow'> & { readonly names: number }

const isWorthARevision = (alert: OpenAlert, before: Before, policy: Policy): boolean =>
  isRevisionDue(alert, before, policy) || (alert.severity !== 'low' && alert.members.length > before.names)
