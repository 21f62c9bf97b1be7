import { describe, expect, it } from 'vitest'

import { DAY_MS, HOUR_MS, SECOND_MS } from '../../../src/contract/time-units.ts'
import { createGrowth } from '../../../src/core/alerts/growth.ts'
import { createWindows } from '../../../src/core/windows/windows.ts'
import { spread } from '../support/look-ups.ts'
import { createWaybillCounter } from '../support/waybill-counter.ts'

const AFTERNOON_MS = Date.UTC(2026, 2, 2, 15)
const READ = 50

/** By how many an incident's waybills grow with a look-up of another one, so long after the first of many. */
const growthAfter = (gapMs: number): number => {
  const windows = createWindows()
  const counter = createWaybillCounter(windows)
  for (let each = 0; each < READ; each++) counter.see(AFTERNOON_MS + each * SECOND_MS, spread(each))
  const grown = createGrowth(windows, AFTERNOON_MS + gapMs, true)
  counter.see(AFTERNOON_MS + gapMs, spread(READ))
  return grown().distinct
}

describe('the growth of an incident', () => {
  it('is what has come, and loses nothing of earlier days, however long the account was away', () => {
    for (let gapMs = HOUR_MS; gapMs < 9 * DAY_MS; gapMs += HOUR_MS) {
      // A day that has become sampled is estimated anew.
      expect(Math.abs(growthAfter(gapMs) - 1)).toBeLessThan(READ * 0.1)
    }
  })
})
