import { describe, expect, it } from 'vitest'

import { DAY_MS, MINUTE_MS } from '../../../src/contract/time-units.ts'
import { WINDOW } from '../../../src/core/windows/levels.ts'
import { createWindows, FOREIGN, LISTED, OWN } from '../../../src/core/windows/windows.ts'
import { createRandom } from '../../../src/simulate/random/create-random.ts'
import { measure } from '../support/harvests.ts'
import { MONDAY_MS, SEED } from '../support/streams.ts'
import { createWaybillCounter } from '../support/waybill-counter.ts'

describe('the estimate of a sampled window', () => {
  for (const name of ['10 office hours a day, last 7 days', 'the last of these days, after a break']) {
    for (const perDay of [20, 80, 400]) {
      it(`has a standard error of 5 % in days that are thinned: ${perDay} a day, ${name}`, () => {
        expect(measure(name, 7 * perDay, 100).error).toBeLessThan(0.055)
      })
    }
  }

  it('takes few tokens where days are thinned, and leaves the foreign ones', () => {
    const random = createRandom('thinned', SEED)
    const windows = createWindows()
    const counter = createWaybillCounter(windows)
    const kinds = [FOREIGN, LISTED, OWN, OWN, OWN, LISTED, OWN, OWN] as const
    let foreign = 0
    for (let day = 0; day < 7; day++) {
      for (let each = 0; each < 80; each++) {
        const kind = kinds[each % 8] ?? OWN
        if (kind === FOREIGN) foreign++
        const timeMs = MONDAY_MS + day * DAY_MS + each * 7 * MINUTE_MS
        counter.see(timeMs, Math.floor(random() * 2 ** 32), kind)
      }
    }
    // The last day is not thinned: its count is no estimate.
    expect(Number.isInteger(counter.distinct(WINDOW.PT24H))).toBe(true)
    counter.moveTo(MONDAY_MS + 7 * DAY_MS)
    expect(windows.codes[OWN].size).toBeLessThan(200)
    expect(windows.codes[LISTED].size).toBeLessThan(75)
    expect(windows.codes[FOREIGN].size).toBe(foreign)
  })
})
