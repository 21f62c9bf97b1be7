import { expect, it } from 'vitest'

import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../src/contract/time-units.ts'
import { awaitEnd, closeQuiet } from '../../../src/core/alerts/alert-end.ts'
import type { OpenAlert } from '../../../src/core/alerts/open-alert.ts'
import { createLaneState } from '../../../src/core/lane-state.ts'
import { createPolicy } from '../../../src/core/policy.ts'
import { MONDAY_MS } from '../support/streams.ts'

const policy = createPolicy({}, [], () => 'policy')

it('an alert among thousands that end one after the other is not looked at for the end of each', () => {
  const lane = createLaneState()
  let looks = 0
  const many = 2_000
  for (let at = 0; at < many; at++) {
    const alert = {
      status: 'open',
      entity: { type: 'account', id: `A-${at}` },
      signals: [],
      get lastFindingAtMs() {
        looks++
        return MONDAY_MS + at * SECOND_MS
      },
    }
    lane.alerts.set(`A-${at}`, alert as unknown as OpenAlert)
    awaitEnd(lane, alert as unknown as OpenAlert, policy)
  }
  const ends: string[] = []
  for (let second = 0; second <= many; second++) {
    lane.nowMs = MONDAY_MS + HOUR_MS + second * SECOND_MS
    closeQuiet(lane, policy, ({ entity }) => void ends.push(entity.id))
  }
  expect(ends).toEqual(Array.from({ length: many }, (_, at) => `A-${at}`))
  expect(looks / many).toBeLessThan(300)
})

const alertOf = (id: string): OpenAlert =>
  ({
    status: 'open',
    entity: { type: 'account', id },
    signals: [],
    lastFindingAtMs: MONDAY_MS,
  }) as unknown as OpenAlert

/** A lane with these alerts, which all had their last finding at the same time. */
const laneWith = (...ids: readonly string[]) => {
  const lane = createLaneState()
  for (const id of ids) {
    const alert = alertOf(id)
    lane.alerts.set(id, alert)
    awaitEnd(lane, alert, policy)
  }
  return lane
}

it('a shorter quiet time ends alerts from its first look-up on, as it does where the lane was just read back', () => {
  const shorter = createPolicy({ alerts: { quiet: 'PT20M' } }, [], () => 'shorter')
  for (const isReadBack of [false, true]) {
    const lane = laneWith('A-1')
    const ends: string[] = []
    const pass = (timeMs: number, under: typeof policy): void => {
      lane.nowMs = MONDAY_MS + timeMs
      closeQuiet(lane, under, ({ entity }) => void ends.push(entity.id))
    }
    if (!isReadBack) pass(30 * MINUTE_MS, policy)
    pass(30 * MINUTE_MS + SECOND_MS, shorter)
    expect(ends).toEqual(['A-1'])
  }
})

it('alerts that end together are published in one order, in whichever they are kept', () => {
  for (const ids of [
    ['A-1', 'A-2'],
    ['A-2', 'A-1'],
  ]) {
    const lane = laneWith(...ids)
    const ends: string[] = []
    lane.nowMs = MONDAY_MS + 2 * HOUR_MS
    closeQuiet(lane, policy, ({ entity }) => void ends.push(entity.id))
    expect(ends).toEqual(['A-1', 'A-2'])
  }
})
