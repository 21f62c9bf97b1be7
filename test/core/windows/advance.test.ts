import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/contract/time-units.ts'
import { advance, createMoved } from '../../../src/core/windows/advance.ts'
import { METRICS } from '../../../src/core/windows/metrics.ts'
import { countIn, createWindows } from '../../../src/core/windows/windows.ts'
import { createRandom } from '../../../src/simulate/random/create-random.ts'
import { take } from '../support/counted-events.ts'
import { MONDAY_MS, paces, SEED, timesOutOfOrder } from '../support/streams.ts'

/** Bins that can be live at once, level by level: its stretch in bins, and one that straddles its end. */
const MOST_BINS = 4 + 10 + 6 + 9 + 7

const moved = createMoved()

describe('windows', () => {
  it('keep at most 36 bins, whatever comes', () => {
    fc.assert(
      fc.property(timesOutOfOrder(paces.uniformGaps), (times) => {
        const windows = createWindows()
        for (const timeMs of times) take(windows, { timeMs, counts: [1] })
        return windows.rows <= MOST_BINS
      }),
      { seed: SEED, numRuns: 200 },
    )
    const windows = createWindows()
    let most = 0
    for (let timeMs = MONDAY_MS; timeMs < MONDAY_MS + 9 * DAY_MS; timeMs += 15_000) {
      take(windows, { timeMs, counts: [1] })
      most = Math.max(most, windows.rows)
    }
    expect(most).toBeLessThanOrEqual(MOST_BINS)
    // Round the clock fills nearly all of them: the bound is not idle.
    expect(most).toBeGreaterThan(33)
  })

  it('are empty again eight days after the last event', () => {
    const windows = createWindows()
    take(windows, { timeMs: MONDAY_MS, counts: [1, 7, 7, 1, 1, 1, 1] })
    advance(windows, MONDAY_MS + 8 * DAY_MS, moved)
    expect(windows.rows).toBe(0)
    for (let metric = 0; metric < METRICS; metric++) expect(countIn(windows, metric, 4)).toBe(0)
  })

  it('stay where they are when time does not move on', () => {
    const windows = createWindows()
    take(windows, { timeMs: MONDAY_MS, counts: [1, 3] })
    expect(advance(windows, MONDAY_MS - HOUR_MS, moved)).toBe(false)
    expect(windows.nowMs).toBe(MONDAY_MS)
    expect(countIn(windows, 1, 0)).toBe(3)
  })

  it('touch their bins less than twice an event, over any run of events', () => {
    const random = createRandom('moves', SEED)
    for (const meanGapMs of [50, 5_000, 30_000, 10 * MINUTE_MS, HOUR_MS, 12 * HOUR_MS, 3 * DAY_MS]) {
      const windows = createWindows()
      let timeMs = MONDAY_MS
      let passes = 0
      const events = 5_000
      for (let each = 0; each < events; each++) {
        timeMs += Math.floor(-Math.log(1 - random()) * meanGapMs)
        if (advance(windows, timeMs, moved)) passes++
        take(windows, { timeMs, counts: [1, 1] })
      }
      // A pass over the bins, of which there are at most 36, is made at most once an event, and not for every event of a burst.
      expect(passes).toBeLessThanOrEqual(Math.min(events, 2 + (timeMs - MONDAY_MS) / (20 * 1_000)))
    }
  })
})
