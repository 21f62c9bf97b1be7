import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/contract/time-units.ts'
import { levels } from '../../../src/core/windows/levels.ts'
import { createRandom, type Random } from '../../../src/simulate/random/create-random.ts'
import { MONDAY_MS } from './streams.ts'
import { createWaybillCounter } from './waybill-counter.ts'

/** Times of `waybills` look-ups, each at a new waybill, in order of arrival. */
export type Harvest = (waybills: number, random: Random) => Iterable<number>

const spread = function* (fromMs: number, spanMs: number, waybills: number): Iterable<number> {
  for (let each = 0; each < waybills; each++) yield fromMs + Math.floor((each / waybills) * spanMs)
}

const even =
  (spanMs: number): Harvest =>
  (waybills) =>
    spread(MONDAY_MS, spanMs, waybills)

const heavyHourThenLight = (heavyShare: number, lightMs: number): Harvest =>
  function* (waybills) {
    const heavy = Math.round(waybills * heavyShare)
    yield* spread(MONDAY_MS, HOUR_MS, heavy)
    yield* spread(MONDAY_MS + HOUR_MS, lightMs, waybills - heavy)
  }

const bursts = (number: number, everyMs: number, lengthMs: number): Harvest =>
  function* (waybills) {
    for (let each = 0; each < number; each++) {
      yield* spread(MONDAY_MS + each * everyMs, lengthMs, Math.round(waybills / number))
    }
  }

/** Office hours for a week, and one look-up when only the last days of it are still in the window. */
const weekThenBreak = (breakMs: number): Harvest =>
  function* (waybills, random) {
    yield* bursts(7, DAY_MS, 10 * HOUR_MS)(waybills, random)
    yield MONDAY_MS + 6 * DAY_MS + breakMs
  }

/**
 * Light work and a first burst leave the last hour together and become one bin. A second burst is still in
 * the hour.
 */
const twoBurstsBehindLight: Harvest = function* (waybills) {
  const light = Math.round(waybills / 50)
  yield* spread(MONDAY_MS, 5 * MINUTE_MS, light)
  yield* spread(MONDAY_MS + 10 * MINUTE_MS, 5 * MINUTE_MS, waybills / 2 - light)
  yield* spread(MONDAY_MS + 50 * MINUTE_MS, 5 * MINUTE_MS, waybills / 2 - light)
  yield* spread(MONDAY_MS + 85 * MINUTE_MS, MINUTE_MS, light)
}

const late = (spanMs: number, mostLateMs: number): Harvest =>
  function* (waybills, random) {
    for (const timeMs of spread(MONDAY_MS + mostLateMs, spanMs, waybills)) {
      yield random() < 0.3 ? timeMs - Math.floor(random() * mostLateMs) : timeMs
    }
  }

/** Each harvest, with the index of the window in which the error is measured. */
export const harvests: Readonly<Record<string, { readonly window: number; readonly times: Harvest }>> = {
  'even over 24 hours, last 24 hours': { window: 3, times: even(DAY_MS) },
  'even over 7 days, last 7 days': { window: 4, times: even(7 * DAY_MS) },
  'even over 7 days, last 24 hours': { window: 3, times: even(7 * DAY_MS) },
  'even over an hour, last hour': { window: 2, times: even(HOUR_MS) },
  'one burst of 10 minutes, last 10 minutes': { window: 1, times: even(10 * MINUTE_MS) },
  '8 bursts of 5 minutes, last 24 hours': { window: 3, times: bursts(8, 3 * HOUR_MS, 5 * MINUTE_MS) },
  'a burst of 10 minutes a day, last 7 days': { window: 4, times: bursts(7, DAY_MS, 10 * MINUTE_MS) },
  '10 office hours a day, last 7 days': { window: 4, times: bursts(7, DAY_MS, 10 * HOUR_MS) },
  'the last of these days, after a break': { window: 4, times: weekThenBreak(6 * DAY_MS) },
  'half in one hour, then 20 light hours, last 24 hours': {
    window: 3,
    times: heavyHourThenLight(0.5, 20 * HOUR_MS),
  },
  '90 % in one hour, then 20 light hours, last 24 hours': {
    window: 3,
    times: heavyHourThenLight(0.9, 20 * HOUR_MS),
  },
  'the light hours after 90 % have left, last 24 hours': {
    window: 3,
    times: heavyHourThenLight(0.9, 28 * HOUR_MS),
  },
  'two bursts behind light work, last 24 hours': { window: 3, times: twoBurstsBehindLight },
  '30 % late by up to 20 hours, last 24 hours': { window: 3, times: late(DAY_MS, 20 * HOUR_MS) },
  '30 % late by up to 6 days, last 7 days': { window: 4, times: late(7 * DAY_MS, 6 * DAY_MS) },
}

/** Root mean square and mean of the relative error over many seeds. */
export type Measured = { readonly error: number; readonly bias: number }

/** The error against the exact number of waybills in the window's bins, so that only sampling adds to it. */
export const measure = (name: string, waybills: number, seeds: number): Measured => {
  const { window, times } = harvests[name] ?? { window: 0, times: even(0) }
  let squares = 0
  let sum = 0
  for (let seed = 0; seed < seeds; seed++) {
    const error = errorOf(times, window, waybills, createRandom('harvest', name, waybills, seed))
    squares += error * error
    sum += error
  }
  return { error: Math.sqrt(squares / seeds), bias: sum / seeds }
}

const errorOf = (times: Harvest, window: number, waybills: number, random: Random): number => {
  const counter = createWaybillCounter()
  const { windowMs = 0, binMs = 0 } = levels[window] ?? {}
  const all: number[] = []
  let nowMs = 0
  for (const timeMs of times(waybills, random)) {
    counter.see(timeMs, Math.floor(random() * 2 ** 32))
    all.push(timeMs)
    if (timeMs > nowMs) nowMs = timeMs
  }
  const sinceMs = Math.floor((nowMs - windowMs) / binMs) * binMs
  let exact = 0
  for (const timeMs of all) if (timeMs >= sinceMs) exact++
  return counter.distinct(window) / exact - 1
}
