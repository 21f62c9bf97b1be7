import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { DAY_MS } from '../../../src/contract/time-units.ts'
import { advance, createMoved } from '../../../src/core/windows/advance.ts'
import { levels } from '../../../src/core/windows/levels.ts'
import { rowAt } from '../../../src/core/windows/row-at.ts'
import { createWindows, rowLevel, rowStartMs } from '../../../src/core/windows/windows.ts'
import { MONDAY_MS, SEED } from '../support/streams.ts'

describe('windows', () => {
  it('find a bin for every time of the last seven days, which holds it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: MONDAY_MS, max: MONDAY_MS + 60 * DAY_MS }),
        fc.integer({ min: 0, max: 7 * DAY_MS - 1 }),
        (nowMs, age) => {
          const windows = createWindows()
          advance(windows, nowMs, createMoved())
          const row = rowAt(windows, nowMs - age)
          const startMs = rowStartMs(windows, row)
          const binMs = levels[rowLevel(windows, row)]?.binMs ?? 0
          expect(startMs).toBeLessThanOrEqual(nowMs - age)
          expect(startMs + binMs).toBeGreaterThan(nowMs - age)
        },
      ),
      { seed: SEED, numRuns: 2_000 },
    )
  })
})
