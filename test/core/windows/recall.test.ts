import { expect, it } from 'vitest'

import { MINUTE_MS } from '../../../src/contract/time-units.ts'
import { advance, createMoved } from '../../../src/core/windows/advance.ts'
import { createPlace } from '../../../src/core/windows/find-token.ts'
import { recall } from '../../../src/core/windows/recall.ts'
import { rowAt } from '../../../src/core/windows/row-at.ts'
import { seeToken } from '../../../src/core/windows/see-token.ts'
import { createWindows, OWN } from '../../../src/core/windows/windows.ts'
import { lookUp, waybills } from '../support/look-ups.ts'
import { MONDAY_MS } from '../support/streams.ts'

/** How many openings those that are remembered of so many waybills stand for. */
const openingsOf = (count: number): number => {
  const windows = createWindows()
  const place = createPlace()
  const shown = waybills(1_000, count, 'own')
  advance(windows, MONDAY_MS, createMoved())
  for (const waybill of shown) {
    recall(windows, lookUp(1), waybill, place)
    seeToken(windows, waybill.hi >>> 0, rowAt(windows, MONDAY_MS), OWN, place)
  }
  const again = lookUp(2, { occurredAt: MONDAY_MS + MINUTE_MS })
  return shown.reduce((sum, waybill) => sum + recall(windows, again, waybill, place).openings, 0)
}

it('the waybills that are remembered stand for all that were opened, whole ones each', () => {
  expect(openingsOf(250)).toBe(250)
  for (const count of [600, 1_000, 2_000]) {
    const openings = openingsOf(count)
    expect(Number.isInteger(openings)).toBe(true)
    expect(Math.abs(openings / count - 1)).toBeLessThan(0.12)
  }
})
