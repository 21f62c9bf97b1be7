import { expect, it } from 'vitest'

import { HOUR_MS, SECOND_MS } from '../../../src/contract/time-units.ts'
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
