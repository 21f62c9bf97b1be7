import { describe, expect, it } from 'vitest'

import { MINUTE_MS } from '../../../src/contract/time-units.ts'
import { createPlace, findToken, standsFor } from '../../../src/core/windows/find-token.ts'
import { WINDOW } from '../../../src/core/windows/levels.ts'
import { createWindows, FOREIGN, OWN } from '../../../src/core/windows/windows.ts'
import { MONDAY_MS } from '../support/streams.ts'
import { tokenOf } from '../support/token-of.ts'
import { createWaybillCounter } from '../support/waybill-counter.ts'

describe('distinct waybills of up to an hour', () => {
  it('take an exact waybill for itself and not for an older one with the same narrow code', () => {
    const counter = createWaybillCounter()
    counter.see(MONDAY_MS, 0x8000_1234)
    counter.see(MONDAY_MS + 30 * MINUTE_MS, 0x8000_1235, FOREIGN)
    // By now the first one has left the hour and is kept in 14 bits, which it shares with the second.
    counter.see(MONDAY_MS + 75 * MINUTE_MS, 0x8000_1235, FOREIGN)
    expect(counter.distinct(WINDOW.PT1H)).toBe(1)
    expect(counter.distinct(WINDOW.PT24H)).toBe(2)
  })
})

describe('a waybill seen again', () => {
  it('stands for eight at most, however few of the busiest account are kept', () => {
    const heaviest = (count: number): number => {
      const windows = createWindows()
      const counter = createWaybillCounter(windows)
      for (let waybill = 0; waybill < count; waybill++) counter.see(MONDAY_MS + waybill, tokenOf(waybill))
      const place = createPlace()
      findToken(windows, Math.min(...windows.codes[OWN].values.subarray(0, windows.codes[OWN].size)), place)
      return standsFor(windows, place)
    }
    expect([heaviest(200), heaviest(20_000)]).toEqual([1, 8])
    expect(heaviest(1_000)).toBeGreaterThan(2)
    expect(heaviest(1_000)).toBeLessThan(4)
  })
})
