import * as fc from 'fast-check'

import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../src/contract/time-units.ts'
import { HOURS_OF_WEEK } from '../../../src/core/time.ts'

/** Seed of every property in this folder. */
export const SEED = 20_260_302

/** The local hour in which a Monday begins. */
export const MONDAY_HOUR = 2_920 * HOURS_OF_WEEK + 4 * 24

/** Monday 2026-03-02, 00:00 at +08:00. */
export const MONDAY_MS = 1_772_380_800_000

/** Widths of all bins. Bins go wrong, if they do, in streams that start or step on a boundary. */
const BIN_WIDTHS_MS = [20 * SECOND_MS, MINUTE_MS, 10 * MINUTE_MS, 3 * HOUR_MS, DAY_MS]

/** A start on, just before or just after a boundary of some bin, or anywhere. */
const starts = fc.oneof(
  fc.integer({ min: 0, max: 7 * DAY_MS }).map((ms) => MONDAY_MS + ms),
  fc
    .record({
      width: fc.constantFrom(...BIN_WIDTHS_MS),
      bins: fc.integer({ min: 0, max: 5 }),
      off: fc.integer({ min: -1, max: 1 }),
    })
    .map(
      ({ width, bins, off }) => Math.floor(MONDAY_MS / DAY_MS) * DAY_MS + 30 * DAY_MS + bins * width + off,
    ),
)

const uniformGaps = fc
  .constantFrom(SECOND_MS, 30 * SECOND_MS, 5 * MINUTE_MS, HOUR_MS, 8 * HOUR_MS)
  .chain((most) => fc.array(fc.integer({ min: 0, max: most }), { minLength: 1, maxLength: 120 }))

const burstGaps = fc
  .array(
    fc.tuple(
      fc.integer({ min: MINUTE_MS, max: 6 * HOUR_MS }),
      fc.array(fc.integer({ min: 0, max: 900 }), { maxLength: 30 }),
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((bursts) => bursts.flatMap(([pause, gaps]) => [pause, ...gaps]))

const sameInstants = fc.array(fc.constantFrom(0, 0, 0, 1, MINUTE_MS), { minLength: 1, maxLength: 60 })

const daysApart = fc.array(
  fc.oneof(fc.integer({ min: 0, max: 9 * DAY_MS }), fc.integer({ min: 0, max: HOUR_MS })),
  {
    minLength: 1,
    maxLength: 40,
  },
)

const onBoundaries = fc
  .array(
    fc.record({
      width: fc.constantFrom(...BIN_WIDTHS_MS, HOUR_MS, 7 * DAY_MS),
      off: fc.integer({ min: -1, max: 1 }),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map((steps) => steps.map(({ width, off }) => width + off))

/** The kinds of pace, by name. Each gives the gaps between one event and the next, milliseconds. */
export const paces = { uniformGaps, burstGaps, sameInstants, daysApart, onBoundaries }

/** Event times in order of arrival, none of them late. */
export const timesInOrder = (gaps: fc.Arbitrary<number[]>): fc.Arbitrary<number[]> =>
  fc.tuple(starts, gaps).map(([startMs, each]) => {
    let timeMs = startMs
    return each.map((gap) => (timeMs += gap))
  })

/** The same with some that arrive up to seven days late, and some out of order by seconds. */
export const timesOutOfOrder = (gaps: fc.Arbitrary<number[]>): fc.Arbitrary<number[]> =>
  timesInOrder(gaps).chain((times) =>
    fc
      .array(
        fc.oneof(
          { weight: 3, arbitrary: fc.constant(0) },
          { weight: 1, arbitrary: fc.integer({ min: 0, max: 5 * SECOND_MS }) },
          { weight: 1, arbitrary: fc.integer({ min: 0, max: 7 * DAY_MS - 1 }) },
          {
            weight: 1,
            arbitrary: fc.constantFrom(MINUTE_MS, 10 * MINUTE_MS, HOUR_MS, DAY_MS, 7 * DAY_MS - 1),
          },
        ),
        { minLength: times.length, maxLength: times.length },
      )
      .map((lateness) => {
        let latestMs = 0
        return times.map((timeMs, at) => {
          latestMs = Math.max(latestMs, timeMs)
          return Math.max(timeMs - (lateness[at] ?? 0), latestMs - 7 * DAY_MS + 1)
        })
      }),
  )
