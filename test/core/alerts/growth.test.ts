import { describe, expect, it } from 'vitest'

import { DAY_MS, HOUR_MS, SECOND_MS } from '../../../src/contract/time-units.ts'
import { createGrowth } from '../../../src/core/alerts/growth.ts'
import { createWindows } from '../../../src/core/windows/windows.ts'
import { spread } from '../support/look-ups.ts'
import { createWaybillCounter } from '../support/waybill-counter.ts'

const AFTERNOON_MS = Date.UTC(2026, 2, 2, 15)
/** How long the day of the first look-ups still has. */
const REST_OF_DAY_MS = 9 * HOUR_MS
const READ = 50

/** By how many an incident's waybills grow with the look-up of one, so long after that of the first `read`. */
const growthAfter = (gapMs: number, { read, waybill }: { read: number; waybill: number }): number => {
  const windows = createWindows()
  const counter = createWaybillCounter(windows)
  for (let each = 0; each < read; each++) counter.see(AFTERNOON_MS + each * SECOND_MS, spread(each))
  const grown = createGrowth(windows, AFTERNOON_MS + gapMs, true)
  counter.see(AFTERNOON_MS + gapMs, spread(waybill))
  return grown().distinct
}

describe('the growth of an incident', () => {
  it('is what has come, and loses nothing of earlier days, however long the account was away', () => {
    for (let gapMs = HOUR_MS; gapMs < 9 * DAY_MS; gapMs += HOUR_MS) {
      // A day that has become sampled is estimated anew.
      expect(Math.abs(growthAfter(gapMs, { read: READ, waybill: READ }) - 1)).toBeLessThan(READ * 0.1)
    }
  })

  it('does not count again what was read in the six days before, or on the day on which they begin', () => {
    const again = { read: 1, waybill: 0 }
    for (let gapMs = HOUR_MS; gapMs < 6 * DAY_MS + REST_OF_DAY_MS; gapMs += HOUR_MS)
      expect(growthAfter(gapMs, again), `after ${gapMs / HOUR_MS} h`).toBe(0)
    expect(growthAfter(6 * DAY_MS + REST_OF_DAY_MS, again)).toBe(1)
  })
})
