import { describe, expect, it } from 'vitest'

import { HOUR_MS, MINUTE_MS } from '../../../src/contract/time-units.ts'
import { WINDOW } from '../../../src/core/windows/levels.ts'
import { MONDAY_MS } from '../support/streams.ts'
import { tokenOf } from '../support/token-of.ts'
import { createWaybillCounter } from '../support/waybill-counter.ts'

describe('distinct waybills of up to an hour', () => {
  it('are exact again where the only waybill of an hour behind a heavy one is seen again', () => {
    const counter = createWaybillCounter()
    for (let waybill = 0; waybill < 20_000; waybill++) counter.see(MONDAY_MS + waybill, tokenOf(waybill))
    for (const minute of [30, 80]) counter.see(MONDAY_MS + minute * MINUTE_MS, 0x8000_1234)
    counter.see(MONDAY_MS + 81 * MINUTE_MS, 0x8000_1235)
    expect(counter.distinct(WINDOW.PT1H)).toBe(2)
  })

  it('are exact again after a heavy hour has passed', () => {
    const counter = createWaybillCounter()
    for (let waybill = 0; waybill < 20_000; waybill++) counter.see(MONDAY_MS + waybill, tokenOf(waybill))
    for (let waybill = 0; waybill < 256; waybill++) {
      counter.see(MONDAY_MS + 2 * HOUR_MS + waybill, tokenOf(100_000 + waybill))
    }
    expect(counter.distinct(WINDOW.PT1H)).toBe(256)
  })
})
