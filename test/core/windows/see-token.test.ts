import { describe, expect, it } from 'vitest'

import { DAY_MS, MINUTE_MS } from '../../../src/contract/time-units.ts'
import { levels, WINDOW } from '../../../src/core/windows/levels.ts'
import { FOREIGN, LISTED } from '../../../src/core/windows/windows.ts'
import { MONDAY_MS } from '../support/streams.ts'
import { tokenOf } from '../support/token-of.ts'
import { createWaybillCounter } from '../support/waybill-counter.ts'

describe('a waybill seen again', () => {
  it('does not count twice', () => {
    const counter = createWaybillCounter()
    for (let look = 0; look < 1_000; look++) counter.see(MONDAY_MS + look * MINUTE_MS, tokenOf(7), FOREIGN)
    for (const window of levels.keys()) expect(counter.distinct(window)).toBe(1)
    expect(counter.foreign(WINDOW.P7D)).toBe(1)
  })

  it('moves to the newest window', () => {
    const counter = createWaybillCounter()
    counter.see(MONDAY_MS, tokenOf(7))
    counter.see(MONDAY_MS + 3 * DAY_MS, tokenOf(8))
    expect([counter.distinct(WINDOW.PT24H), counter.distinct(WINDOW.P7D)]).toEqual([1, 2])
    counter.see(MONDAY_MS + 3 * DAY_MS, tokenOf(7))
    expect([
      counter.distinct(WINDOW.PT1M),
      counter.distinct(WINDOW.PT24H),
      counter.distinct(WINDOW.P7D),
    ]).toEqual([2, 2, 2])
  })

  it('does not grow older by a look-up that comes late', () => {
    const counter = createWaybillCounter()
    counter.see(MONDAY_MS + DAY_MS, tokenOf(7))
    counter.see(MONDAY_MS, tokenOf(7))
    expect(counter.distinct(WINDOW.PT1M)).toBe(1)
  })

  it('changes its kind with its last look-up', () => {
    const counter = createWaybillCounter()
    counter.see(MONDAY_MS, tokenOf(7), FOREIGN)
    counter.see(MONDAY_MS + MINUTE_MS, tokenOf(7), LISTED)
    expect([counter.distinct(WINDOW.PT1H), counter.foreign(WINDOW.PT1H)]).toEqual([1, 0])
    counter.see(MONDAY_MS + MINUTE_MS, tokenOf(7), FOREIGN)
    expect([counter.distinct(WINDOW.PT1H), counter.foreign(WINDOW.PT1H)]).toEqual([1, 1])
  })
})
