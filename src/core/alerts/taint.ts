// Keeps work under an alert out of learning, until a person closes the alert as false.
import type { LookUp } from '../../contract/look-up.ts'
import type { Account } from '../account.ts'
import type { LaneState } from '../lane-state.ts'
import type { Policy } from '../policy.ts'
import { workDayAt } from '../time.ts'
import type { OpenAlert } from './open-alert.ts'

/**
 * Marks the current hour and day, so that nothing is learnt of work under an alert of medium or more until a
 * person has closed it as false. A low alert is only worth watching, and a trial changes nothing. Call it
 * after each look-up that was judged.
 */
export const taint = ({ underWay }: Account, lane: LaneState, lookUp: LookUp, policy: Policy): void => {
  const alert = lane.alerts.get(lookUp.accountId)
  if (alert === undefined || !isTaint(alert)) return
  const isOver = alert.status === 'closed' && alert.lastFindingAtMs < lookUp.occurredAt
  if (policy.closedAsFalse.has(alert.alertId)) {
    // A closed alert is kept for days, but says nothing about days after its last finding.
    if (!isOver || lastDayOf(alert, policy) >= underWay.day) clear(underWay)
    return
  }
  if (isOver) return
  underWay.isHourTainted = true
  underWay.isDayTainted = true
}

/**
 * Most alerts are closed as false when the day is over, or when the account has no more look-ups on it. So
 * the marks are removed here, before the day is learnt, unless another alert of that day still stands.
 */
export const clearFalseDay = (
  { underWay }: Account,
  lane: LaneState,
  lookUp: LookUp,
  policy: Policy,
): void => {
  if (!underWay.isDayTainted && !underWay.isDayTheft) return
  if (!policy.isFalseDay(lookUp.accountId, underWay.day)) return
  const alert = lane.alerts.get(lookUp.accountId)
  const isOther = alert !== undefined && isTaint(alert) && !policy.closedAsFalse.has(alert.alertId)
  if (isOther && lastDayOf(alert, policy) === underWay.day) return
  clear(underWay)
}

const isTaint = ({ severity, isShadow }: OpenAlert): boolean => severity !== 'low' && !isShadow

const lastDayOf = ({ lastFindingAtMs }: OpenAlert, { zoneMs }: Policy): number =>
  workDayAt(lastFindingAtMs, zoneMs)

const clear = (underWay: Account['underWay']): void => {
  underWay.isHourTainted = false
  underWay.isDayTainted = false
  underWay.isDayCleared = true
  underWay.isDayTheft = false
}
