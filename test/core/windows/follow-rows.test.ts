import { describe, expect, it } from 'vitest'

import { DAY_MS } from '../../../src/contract/time-units.ts'
import { WINDOW } from '../../../src/core/windows/levels.ts'
import { MONDAY_MS } from '../support/streams.ts'
import { tokenOf } from '../support/token-of.ts'
import { createWaybillCounter } from '../support/waybill-counter.ts'

describe('a waybill seen again', () => {
  it('is gone eight days after its last look-up', () => {
    const counter = createWaybillCounter()
    counter.see(MONDAY_MS, tokenOf(7))
    counter.moveTo(MONDAY_MS + 8 * DAY_MS)
    expect(counter.distinct(WINDOW.P7D)).toBe(0)
  })
})
