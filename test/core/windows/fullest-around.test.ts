import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/contract/time-units.ts'
import { fullestAround, mostAround } from '../../../src/core/windows/fullest-around.ts'
import { levels, LONGEST_WINDOW_MS } from '../../../src/core/windows/levels.ts'
import { countIn, createWindows, type Windows } from '../../../src/core/windows/windows.ts'
import { eventsAt, sumAfter, take, windowsOf, type CountedEvent } from '../support/counted-events.ts'
import { MONDAY_MS, paces, SEED, timesOutOfOrder } from '../support/streams.ts'

const expectAround = (
  windows: Windows,
  window: number,
  events: readonly CountedEvent[],
  timeMs: number,
): void => {
  const { windowMs = 0 } = levels[window] ?? {}
  const most = mostAround(windows, 1, window, timeMs)
  for (const { timeMs: endMs } of events) {
    if (endMs < timeMs || endMs >= timeMs + windowMs) continue
    const fromMs = Math.max(endMs - windowMs, windows.nowMs - LONGEST_WINDOW_MS)
    const inside = sumAfter(events, 1, fromMs) - sumAfter(events, 1, endMs)
    if (most < inside) throw new Error(`window ${window}: ${most} is less than ${inside}`)
  }
  const inWindow = countIn(windows, 1, window)
  if (timeMs === windows.nowMs) expect(most).toBe(inWindow)
  const { count, fromMs, toMs } = fullestAround(windows, 1, window, timeMs)
  const until = (endMs: number) => (endMs === windows.nowMs ? 0 : sumAfter(events, 1, endMs - 1))
  expect(sumAfter(events, 1, fromMs - 1) - until(toMs)).toBe(count)
  expect(count).toBe(most)
  const reachMs = windowMs + DAY_MS
  const around = sumAfter(events, 1, timeMs - reachMs) - sumAfter(events, 1, timeMs + reachMs)
  expect(most).toBeLessThanOrEqual(Math.max(inWindow, around))
}

describe('windows', () => {
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

  it('leave out with a late look-up the bin that ends where the window begins', () => {
    const dayStartMs = Math.floor(MONDAY_MS / DAY_MS) * DAY_MS
    const [noon, day] = [dayStartMs + 12 * HOUR_MS, levels.findIndex(({ windowMs }) => windowMs === DAY_MS)]
    const lateMs = noon + DAY_MS + HOUR_MS
    const windows = windowsOf([
      ...[0, 1, 2].map((each) => ({ timeMs: noon + each * DAY_MS, counts: [1, 50] })),
      { timeMs: noon + 5 * DAY_MS, counts: [1, 0] },
      { timeMs: lateMs, counts: [1, 1] },
    ])
    // Two days of 24 hours each, and not three.
    expect(mostAround(windows, 1, day, lateMs)).toBe(101)
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
})
