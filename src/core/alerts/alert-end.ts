// How alerts of accounts and of rings are closed, and how long they are kept.
import { DAY_MS, MINUTE_MS } from '../../contract/time-units.ts'
import type { LaneState } from '../lane-state.ts'
import type { Policy } from '../policy.ts'
import { LATEST_DAYS } from '../ring/shared-day.ts'
import { LONGEST_WINDOW_MS, REACH_MS, type WindowName } from '../windows/levels.ts'
import { emitRevision, type Emit } from './alert-revisions.ts'
import { alertKey, type OpenAlert } from './open-alert.ts'

/**
 * When the alert is due to be closed, or if it is closed, to be forgotten, unless something more is found.
 */
const dueAtMs = (alert: OpenAlert, policy: Policy): number =>
  alert.status === 'closed' ? alert.forgetAtMs : alert.lastFindingAtMs + policy.alerts.quietMs

/** Schedules the end of an alert that is new or has just had a finding. */
export const awaitEnd = (lane: LaneState, alert: OpenAlert, policy: Policy): void => {
  if (alert.status === 'closed') alert.forgetAtMs = forgetAtMs(alert, policy)
  const dueMs = dueAtMs(alert, policy)
  lane.nextCloseMs = Math.min(lane.nextCloseMs, dueMs)
  if (dueMs < lane.soon.untilMs) lane.soon.alerts.add(alert)
}

/**
 * Closes alerts that have been quiet for long enough, and forgets closed ones that no window reaches back to.
 * Call it when the lane's event time moves.
 */
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

/**
 * How far ahead `soon` reaches. Without it, each end of an alert would mean a scan of all, which may be
 * thousands.
 */
const SOON_MS = MINUTE_MS

const isKept = ({ alerts }: LaneState, alert: OpenAlert): boolean =>
  alerts.get(alertKey(alert.entity)) === alert

// The order of the set depends on when the lane was read back; the order of publication must not.
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
  emitRevision(alert, { status: 'closed', timeMs: dueAtMs(alert, policy) }, policy, emit)
  // After a long gap in event time the alert is due to be forgotten at once.
  if (alert.forgetAtMs <= lane.nowMs) lane.alerts.delete(key)
}

/** Until when a closed alert is kept. */
const forgetAtMs = (alert: OpenAlert, policy: Policy): number =>
  alert.lastFindingAtMs + Math.max(policy.alerts.quietMs, reachMs(alert))

/**
 * How long after a finding later ones may still count the same look-ups: windows reach back, and what
 * accounts share is judged by the day.
 */
const reachMs = ({ entity, signals }: OpenAlert): number =>
  entity.type === 'account'
    ? Math.max(0, ...signals.map(({ window }) => REACH_MS[window as WindowName] ?? LONGEST_WINDOW_MS))
    : (LATEST_DAYS + 1) * DAY_MS
