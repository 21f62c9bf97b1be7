import * as fc from 'fast-check'

import { advance, createMoved } from '../../../src/core/windows/advance.ts'
import { rowAt } from '../../../src/core/windows/row-at.ts'
import { addCount, createWindows, type Windows } from '../../../src/core/windows/windows.ts'

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

const moved = createMoved()

/** An event at one account. `counts`: what it adds to each metric. */
export type CountedEvent = { readonly timeMs: number; readonly counts: readonly number[] }

/** Moves the clock to the event and counts it. */
export const take = (windows: Windows, { timeMs, counts }: CountedEvent): void => {
  advance(windows, timeMs, moved)
  const row = rowAt(windows, timeMs)
  for (const [metric, count] of counts.entries()) addCount(windows, row, metric, count)
}

export const windowsOf = (events: readonly CountedEvent[]): Windows => {
  const windows = createWindows()
  for (const event of events) take(windows, event)
  return windows
}

/** The sum over events after `sinceMs`. */
export const sumAfter = (events: readonly CountedEvent[], metric: number, sinceMs: number): number => {
  let sum = 0
  for (const { timeMs, counts } of events) if (timeMs > sinceMs) sum += counts[metric] ?? 0
  return sum
}

/** Events at these times, each with counts of its own. */
export const eventsAt = (times: fc.Arbitrary<number[]>): fc.Arbitrary<CountedEvent[]> =>
  times.chain((each) =>
    fc
      .array(counts, { minLength: each.length, maxLength: each.length })
      .map((all) => each.map((timeMs, at) => ({ timeMs, counts: all[at] ?? [] }))),
  )
