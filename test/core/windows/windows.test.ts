import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { DAY_MS, MINUTE_MS } from '../../../src/contract/time-units.ts'
import { levels } from '../../../src/core/windows/levels.ts'
import { METRICS } from '../../../src/core/windows/metrics.ts'
import {
  countIn,
  createWindows,
  rowCount,
  rowLevel,
  type Windows,
} from '../../../src/core/windows/windows.ts'
import { eventsAt, sumAfter, take, windowsOf, type CountedEvent } from '../support/counted-events.ts'
import { MONDAY_MS, paces, SEED, timesInOrder, timesOutOfOrder } from '../support/streams.ts'

const expectBetweenExactCounts = (windows: Windows, events: readonly CountedEvent[]): void => {
  for (const [window, { windowMs, binMs }] of levels.entries()) {
    for (let metric = 0; metric < METRICS; metric++) {
      const counted = countIn(windows, metric, window)
      const least = sumAfter(events, metric, windows.nowMs - windowMs)
      const most = sumAfter(events, metric, windows.nowMs - windowMs - binMs)
      if (counted < least || counted > most) {
        throw new Error(`window ${window}, metric ${metric}: ${counted} is not in ${least}..${most}`)
      }
    }
  }
}

const checkAfterEveryEvent = (events: readonly CountedEvent[]): void => {
  const windows = createWindows()
  for (const [at, event] of events.entries()) {
    take(windows, event)
    expectBetweenExactCounts(windows, events.slice(0, at + 1))
  }
}

describe('windows', () => {
  for (const [name, gaps] of Object.entries(paces)) {
    it(`hold the exact window and at most one bin more, in order (${name})`, () => {
      fc.assert(fc.property(eventsAt(timesInOrder(gaps)), checkAfterEveryEvent), { seed: SEED, numRuns: 60 })
    })

    it(`hold the exact window and at most one bin more, late and out of order (${name})`, () => {
      fc.assert(fc.property(eventsAt(timesOutOfOrder(gaps)), checkAfterEveryEvent), {
        seed: SEED,
        numRuns: 60,
      })
    })
  }

  it('sum up to what their bins hold', () => {
    const sums = (windows: Windows, window: number, metric: number): number => {
      let sum = 0
      for (let row = 0; row < windows.rows; row++) {
        if (rowLevel(windows, row) <= window) sum += rowCount(windows, row, metric)
      }
      return sum
    }
    fc.assert(
      fc.property(eventsAt(timesOutOfOrder(paces.daysApart)), (events) => {
        const windows = windowsOf(events)
        for (const window of levels.keys()) {
          for (let metric = 0; metric < METRICS; metric++) {
            expect(countIn(windows, metric, window)).toBe(sums(windows, window, metric))
          }
        }
      }),
      { seed: SEED, numRuns: 100 },
    )
  })

  it('saturate in a bin, and stay the sum of their bins', () => {
    const windows = createWindows()
    take(windows, { timeMs: MONDAY_MS, counts: [1, 3_000_000, 1e15, 1e7, 1e7, 500] })
    const full = [2_097_151, 2_097_151, 2_097_151, 2_097_151, 127]
    expect([1, 2, 3, 4, 5].map((metric) => countIn(windows, metric, 0))).toEqual(full)
    // Two full bins that end up in one bin of the next level do not wrap round either.
    take(windows, { timeMs: MONDAY_MS + 20_000, counts: [1, 3_000_000, 1, 500] })
    take(windows, { timeMs: MONDAY_MS + 5 * MINUTE_MS, counts: [1] })
    expect(countIn(windows, 1, 1)).toBe(2_097_151)
    take(windows, { timeMs: MONDAY_MS + 9 * DAY_MS, counts: [1] })
    expect(countIn(windows, 1, 4)).toBe(0)
  })
})
