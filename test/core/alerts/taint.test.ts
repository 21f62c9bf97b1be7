import { describe, expect, it } from 'vitest'

import type { Severity } from '../../../src/contract/alert.ts'
import { DAY_MS, HOUR_MS } from '../../../src/contract/time-units.ts'
import { createAccount } from '../../../src/core/account.ts'
import { accountAlertId } from '../../../src/core/alerts/alert-id.ts'
import { newAlert, type OpenAlert } from '../../../src/core/alerts/open-alert.ts'
import { clearFalseDay, taint } from '../../../src/core/alerts/taint.ts'
import { createLaneState } from '../../../src/core/lane-state.ts'
import { createPolicy } from '../../../src/core/policy.ts'
import { workDayAt } from '../../../src/core/time.ts'
import { lookUp } from '../support/look-ups.ts'
import { MONDAY_MS } from '../support/streams.ts'

const MORNING_MS = MONDAY_MS + 9 * HOUR_MS
const EVENING_MS = MONDAY_MS + 20 * HOUR_MS
const idAt = (timeMs: number, account = 'A-1'): string => accountAlertId(account, timeMs, '5d0c1e7a')

const alertAt = (timeMs: number, severity: Severity, isShadow = false): OpenAlert => ({
  ...newAlert({
    alertId: idAt(timeMs),
    previousAlertId: null,
    entity: { type: 'account', id: 'A-1' },
    timeMs,
    firstEventAtMs: timeMs,
    isShadow,
    policyVersion: 'policy',
  }),
  severity,
  evidence: {} as OpenAlert['evidence'],
})

/** Whether Monday is cleared of an alert, before it is learnt, where another stands. */
const isCleared = (closedAsFalse: readonly string[], other: OpenAlert | null = null): boolean => {
  const policy = createPolicy({ closedAsFalse }, [], String)
  const account = createAccount()
  const lane = createLaneState()
  if (other !== null) lane.alerts.set('A-1', other)
  account.underWay.day = workDayAt(MORNING_MS, policy.zoneMs)
  account.underWay.isDayTainted = true
  clearFalseDay(account, lane, lookUp(1, { account: 'A-1' }), policy)
  return !account.underWay.isDayTainted && account.underWay.isDayCleared
}

describe('a day that has ended', () => {
  it('is cleared where an alert that was raised on it was false', () => {
    expect(isCleared([idAt(MORNING_MS)])).toBe(true)
    expect(isCleared([])).toBe(false)
    expect(isCleared([idAt(MORNING_MS + DAY_MS), idAt(MORNING_MS, 'A-2')])).toBe(false)
  })

  it('is not where another alert of medium or more stands, that is meant', () => {
    const closed = [idAt(MORNING_MS)]
    expect(isCleared(closed, alertAt(EVENING_MS, 'medium'))).toBe(false)
    expect(isCleared([...closed, idAt(EVENING_MS)], alertAt(EVENING_MS, 'medium'))).toBe(true)
    expect(isCleared(closed, alertAt(EVENING_MS, 'low'))).toBe(true)
    expect(isCleared(closed, alertAt(EVENING_MS, 'high', true))).toBe(true)
    expect(isCleared(closed, alertAt(EVENING_MS - DAY_MS, 'high'))).toBe(true)
  })
})

describe('a day under an alert', () => {
  const raised = alertAt(MORNING_MS - DAY_MS, 'medium')

  /** What becomes of a day when a look-up is judged on it under an alert of Sunday that Monday added to. */
  const dayAfter = (atMs: number, alert: Partial<OpenAlert>, closedAsFalse: readonly string[] = []) => {
    const policy = createPolicy({ closedAsFalse }, [], String)
    const account = createAccount()
    const lane = createLaneState()
    lane.alerts.set('A-1', { ...raised, lastFindingAtMs: MORNING_MS, ...alert })
    account.underWay.day = workDayAt(atMs, policy.zoneMs)
    taint(account, lane, lookUp(1, { account: 'A-1', occurredAt: atMs }), policy)
    const { isDayTainted, isDayCleared } = account.underWay
    return { isDayTainted, isDayCleared }
  }

  const tainted = { isDayTainted: true, isDayCleared: false }
  const cleared = { isDayTainted: false, isDayCleared: true }
  const untouched = { isDayTainted: false, isDayCleared: false }

  it('is not learnt while the alert is open, nor once it is closed if the look-up adds to it', () => {
    expect(dayAfter(EVENING_MS, { status: 'updated' })).toEqual(tainted)
    expect(dayAfter(EVENING_MS, { status: 'closed' })).toEqual(untouched)
    expect(dayAfter(EVENING_MS, { status: 'closed', lastFindingAtMs: EVENING_MS })).toEqual(tainted)
  })

  it('is cleared where the alert was false, though it was raised before and is quiet, and no later day is', () => {
    const closed = [raised.alertId]
    expect(dayAfter(EVENING_MS, { status: 'updated' }, closed)).toEqual(cleared)
    expect(dayAfter(EVENING_MS, { status: 'closed' }, closed)).toEqual(cleared)
    expect(dayAfter(EVENING_MS + DAY_MS, { status: 'closed' }, closed)).toEqual(untouched)
  })
})
