import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/contract/time-units.ts'
import { advance, createMoved } from '../../../src/core/windows/advance.ts'
import { fullestAround, mostAround } from '../../../src/core/windows/fullest-around.ts'
import { levels, LONGEST_WINDOW_MS } from '../../../src/core/windows/levels.ts'
import { METRICS } from '../../../src/core/windows/metrics.ts'
import { rowAt } from '../../../src/core/windows/row-at.ts'
import {
  addCount,
  countIn,
  createWindows,
  rowCount,
  rowLevel,
  rowStartMs,
  type Windows,
} from '../../../src/core/windows/windows.ts'
import { createRandom } from '../../../src/simulate/random/create-random.ts'
import { MONDAY_MS, paces, SEED, timesInOrder, timesOutOfOrder } from '../support/streams.ts'

/** Bins that can be live at once, level by level: its stretch in bins, and one that straddles its end. */
const MOST_BINS = 4 + 10 + 6 + 9 + 7

type Event = { readonly timeMs: number; readonly counts: readonly number[] }

const moved = createMoved()

const take = (windows: Windows, { timeMs, counts }: Event): void => {
  advance(windows, timeMs, moved)
  const row = rowAt(windows, timeMs)
  for (const [metric, count] of counts.entries()) addCount(windows, row, metric, count)
}

const windowsOf = (events: readonly Event[]): Windows => {
  const windows = createWindows()
  for (const event of events) take(windows, event)
  return windows
}

/** The sum over events after `sinceMs`. */
const exact = (events: readonly Event[], metric: number, sinceMs: number): number => {
  let sum = 0
  for (const { timeMs, counts } of events) if (timeMs > sinceMs) sum += counts[metric] ?? 0
  return sum
}

const expectBetweenExactCounts = (windows: Windows, events: readonly Event[]): void => {
  for (const [window, { windowMs, binMs }] of levels.entries()) {
    for (let metric = 0; metric < METRICS; metric++) {
      const counted = countIn(windows, metric, window)
      const least = exact(events, metric, windows.nowMs - windowMs)
      const most = exact(events, metric, windows.nowMs - windowMs - binMs)
      if (counted < least || counted > most) {
        throw new Error(`window ${window}, metric ${metric}: ${counted} is not in ${least}..${most}`)
      }
    }
  }
}

const expectAround = (windows: Windows, window: number, events: readonly Event[], timeMs: number): void => {
  const { windowMs = 0 } = levels[window] ?? {}
  const most = mostAround(windows, 1, window, timeMs)
  for (const { timeMs: endMs } of events) {
    if (endMs < timeMs || endMs >= timeMs + windowMs) continue
    const fromMs = Math.max(endMs - windowMs, windows.nowMs - LONGEST_WINDOW_MS)
    const inside = exact(events, 1, fromMs) - exact(events, 1, endMs)
    if (most < inside) throw new Error(`window ${window}: ${most} is less than ${inside}`)
  }
  const inWindow = countIn(windows, 1, window)
  if (timeMs === windows.nowMs) expect(most).toBe(inWindow)
  const { count, fromMs, toMs } = fullestAround(windows, 1, window, timeMs)
  const until = (endMs: number) => (endMs === windows.nowMs ? 0 : exact(events, 1, endMs - 1))
  expect(exact(events, 1, fromMs - 1) - until(toMs)).toBe(count)
  expect(count).toBe(most)
  const reachMs = windowMs + DAY_MS
  const around = exact(events, 1, timeMs - reachMs) - exact(events, 1, timeMs + reachMs)
  expect(most).toBeLessThanOrEqual(Math.max(inWindow, around))
}

// One look-up, and what else it may count as.
const counts = fc.tuple(
  fc.constant(1),
  fc.integer({ min: 0, max: 50 }),
  fc.integer({ min: 0, max: 50 }),
  fc.integer({ min: 0, max: 1 }),
  fc.integer({ min: 0, max: 1 }),
  fc.integer({ min: 0, max: 1 }),
  fc.integer({ min: 0, max: 1 }),
)

const eventsAt = (times: fc.Arbitrary<number[]>): fc.Arbitrary<Event[]> =>
  times.chain((each) =>
    fc
      .array(counts, { minLength: each.length, maxLength: each.length })
      .map((all) => each.map((timeMs, at) => ({ timeMs, counts: all[at] ?? [] }))),
  )

const checkAfterEveryEvent = (events: readonly Event[]): void => {
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

  it('say at least what every stretch around a late look-up holds, not much more, and of which stretch it is true', () => {
    for (const gaps of Object.values(paces)) {
      fc.assert(
        fc.property(eventsAt(timesOutOfOrder(gaps)), (events) => {
          const windows = createWindows()
          for (const [at, event] of events.entries()) {
            take(windows, event)
            for (const window of levels.keys()) {
              expectAround(windows, window, events.slice(0, at + 1), event.timeMs)
            }
          }
        }),
        { seed: SEED, numRuns: 25 },
      )
    }
  })

  it('count with a late look-up what came just within the window after it, at whatever hour', () => {
    const hours = Array.from({ length: 24 }, (_, hour) => MONDAY_MS + hour * HOUR_MS)
    for (const [window, { windowMs }] of levels.slice(0, -1).entries()) {
      for (const lateMs of hours) {
        const events = [
          { timeMs: lateMs + windowMs - 1, counts: [1, 50] },
          { timeMs: lateMs + 5 * DAY_MS, counts: [1, 0] },
          { timeMs: lateMs, counts: [1, 1] },
        ]
        const windows = windowsOf(events)
        expect(mostAround(windows, 1, window, lateMs)).toBe(51)
        expectAround(windows, window, events, lateMs)
      }
    }
  })

  it('tell of a stretch from the first to the last bin that holds any of what is counted', () => {
    const windows = createWindows()
    const [noon, day] = [MONDAY_MS + 12 * HOUR_MS, levels.findIndex(({ windowMs }) => windowMs === DAY_MS)]
    take(windows, { timeMs: noon, counts: [1, 50] })
    take(windows, { timeMs: noon + DAY_MS, counts: [1, 0] })
    take(windows, { timeMs: noon + 4 * DAY_MS, counts: [1, 0] })
    take(windows, { timeMs: noon + 4 * DAY_MS + HOUR_MS, counts: [1, 1] })
    const ofNoon = Math.floor(noon / DAY_MS) * DAY_MS
    const late = fullestAround(windows, 1, day, noon + DAY_MS + MINUTE_MS - HOUR_MS)
    expect(late).toEqual({ count: 50, fromMs: ofNoon, toMs: ofNoon + DAY_MS })
    expect(fullestAround(windows, 1, day, windows.nowMs).fromMs).toBeGreaterThan(noon + 4 * DAY_MS)
  })

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

  it('find a bin for every time of the last seven days, which holds it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: MONDAY_MS, max: MONDAY_MS + 60 * DAY_MS }),
        fc.integer({ min: 0, max: 7 * DAY_MS - 1 }),
        (nowMs, age) => {
          const windows = createWindows()
          advance(windows, nowMs, moved)
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
