// How the alerts of accounts and those of rings end, and until when they are kept.
import { DAY_MS, MINUTE_MS } from '../../contract/time-units.ts'
import type { LaneState } from '../lane-state.ts'
import type { Policy } from '../policy.ts'
import { LATEST_DAYS } from '../ring/shared-day.ts'
import { LONGEST_WINDOW_MS, REACH_MS, type WindowName } from '../windows/windows.ts'
import { emitRevision, type Emit } from './alert-revisions.ts'
import { alertKey, type OpenAlert } from './open-alert.ts'

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
  emitRevision(alert, { status: 'closed', timeMs: dueAtMs(alert, policy) }, policy, emit)
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
