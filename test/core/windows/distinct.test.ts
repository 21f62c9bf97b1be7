import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/contract/time-units.ts'
import { createPlace, findToken, standsFor } from '../../../src/core/windows/find-token.ts'
import { levels } from '../../../src/core/windows/levels.ts'
import { createWindows, FOREIGN, LISTED, OWN } from '../../../src/core/windows/windows.ts'
import { createRandom } from '../../../src/simulate/random/create-random.ts'
import { harvests, measure } from '../support/harvests.ts'
import { MONDAY_MS, paces, SEED, timesInOrder, timesOutOfOrder } from '../support/streams.ts'
import { createWaybillCounter } from '../support/waybill-counter.ts'

const MINUTE = 0
const TEN_MINUTES = 1
const HOUR = 2
const DAY = 3
const WEEK = 4

type Sight = { readonly timeMs: number; readonly waybill: number; readonly kind: number }

/** Spreads small numbers over 32 bits, one to one. */
const tokenOf = (waybill: number): number => {
  let hash = Math.imul(waybill + 1, 0x9e3779b1)
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

/** A waybill is foreign or not: every third is. Of the others every third has been listed only, until its next sight. */
const sight = (timeMs: number, waybill: number): Sight => {
  const own = (timeMs + waybill) % 3 === 0 ? LISTED : OWN
  return { timeMs, waybill, kind: waybill % 3 === 0 ? FOREIGN : own }
}

/** Each waybill with its newest sight, and how many of them lie after `sinceMs`. */
const exact = (
  newest: ReadonlyMap<number, number>,
  sinceMs: number,
  isWanted: (waybill: number) => boolean,
) => {
  let count = 0
  for (const [waybill, timeMs] of newest) if (timeMs > sinceMs && isWanted(waybill)) count++
  return count
}

/** Compares the windows of up to an hour with the exact counts after every sight. */
const checkExactWindows = (sights: readonly Sight[]): void => {
  const counter = createWaybillCounter()
  const newest = new Map<number, number>()
  let nowMs = 0
  for (const { timeMs, waybill, kind } of sights) {
    counter.see(timeMs, tokenOf(waybill), kind)
    newest.set(waybill, Math.max(timeMs, newest.get(waybill) ?? 0))
    nowMs = Math.max(nowMs, timeMs)
    for (const window of [MINUTE, TEN_MINUTES, HOUR]) {
      const { windowMs = 0, binMs = 0 } = levels[window] ?? {}
      const between = (counted: number, isWanted: (waybill: number) => boolean) => {
        const least = exact(newest, nowMs - windowMs, isWanted)
        const most = exact(newest, nowMs - windowMs - binMs, isWanted)
        if (counted < least || counted > most) {
          throw new Error(`window ${window}: ${counted} is not in ${least}..${most}`)
        }
      }
      between(counter.distinct(window), () => true)
      between(counter.foreign(window), (each) => each % 3 === 0)
    }
  }
}

const sightsAt = (times: fc.Arbitrary<number[]>): fc.Arbitrary<Sight[]> =>
  fc
    .tuple(times, fc.constantFrom(5, 40, 100_000))
    .chain(([each, most]) =>
      fc
        .array(fc.integer({ min: 0, max: most }), { minLength: each.length, maxLength: each.length })
        .map((waybills) => each.map((timeMs, at) => sight(timeMs, waybills[at] ?? 0))),
    )

describe('distinct waybills of up to an hour', () => {
  for (const [name, gaps] of Object.entries(paces)) {
    it(`are exact, own and foreign, with repeats (${name})`, () => {
      fc.assert(fc.property(sightsAt(timesInOrder(gaps)), checkExactWindows), { seed: SEED, numRuns: 60 })
    })

    it(`are exact when look-ups come late and out of order (${name})`, () => {
      fc.assert(fc.property(sightsAt(timesOutOfOrder(gaps)), checkExactWindows), { seed: SEED, numRuns: 60 })
    })
  }

  it('are exact up to 256, behind weeks of work and a day that was sampled', () => {
    const random = createRandom('exact', SEED)
    const sights: Sight[] = []
    let timeMs = MONDAY_MS
    let next = 1
    // Some 160 new waybills an hour round the clock, one look-up in three at a recent one: the day samples, the hour does not.
    for (let each = 0; each < 9_000; each++) {
      timeMs += Math.floor(random() * 30_000)
      const waybill = random() < 1 / 3 ? Math.max(1, next - Math.floor(random() * 200)) : next++
      sights.push(sight(timeMs, waybill))
    }
    checkExactWindows(sights.slice(0, 2_000))
    const counter = createWaybillCounter()
    for (const { timeMs: at, waybill, kind } of sights) counter.see(at, tokenOf(waybill), kind)
    expect(counter.distinct(DAY)).not.toBe(Math.round(counter.distinct(DAY)))
  })

  it('take an exact waybill for itself and not for an older one with the same narrow code', () => {
    const counter = createWaybillCounter()
    counter.see(MONDAY_MS, 0x8000_1234)
    counter.see(MONDAY_MS + 30 * MINUTE_MS, 0x8000_1235, FOREIGN)
    // By now the first one has left the hour and is kept in 14 bits, which it shares with the second.
    counter.see(MONDAY_MS + 75 * MINUTE_MS, 0x8000_1235, FOREIGN)
    expect(counter.distinct(HOUR)).toBe(1)
    expect(counter.distinct(DAY)).toBe(2)
  })

  it('are exact again where the only waybill of an hour behind a heavy one is seen again', () => {
    const counter = createWaybillCounter()
    for (let waybill = 0; waybill < 20_000; waybill++) counter.see(MONDAY_MS + waybill, tokenOf(waybill))
    for (const minute of [30, 80]) counter.see(MONDAY_MS + minute * MINUTE_MS, 0x8000_1234)
    counter.see(MONDAY_MS + 81 * MINUTE_MS, 0x8000_1235)
    expect(counter.distinct(HOUR)).toBe(2)
  })

  it('are exact again after a heavy hour has passed', () => {
    const counter = createWaybillCounter()
    for (let waybill = 0; waybill < 20_000; waybill++) counter.see(MONDAY_MS + waybill, tokenOf(waybill))
    for (let waybill = 0; waybill < 256; waybill++) {
      counter.see(MONDAY_MS + 2 * HOUR_MS + waybill, tokenOf(100_000 + waybill))
    }
    expect(counter.distinct(HOUR)).toBe(256)
  })
})

describe('a waybill seen again', () => {
  it('stands for eight at most, however few of the busiest account are kept', () => {
    const heaviest = (count: number): number => {
      const windows = createWindows()
      const counter = createWaybillCounter(windows)
      for (let waybill = 0; waybill < count; waybill++) counter.see(MONDAY_MS + waybill, tokenOf(waybill))
      const place = createPlace()
      findToken(windows, Math.min(...windows.codes[OWN].values.subarray(0, windows.codes[OWN].size)), place)
      return standsFor(windows, place)
    }
    expect([heaviest(200), heaviest(20_000)]).toEqual([1, 8])
    expect(heaviest(1_000)).toBeGreaterThan(2)
    expect(heaviest(1_000)).toBeLessThan(4)
  })

  it('does not count twice', () => {
    const counter = createWaybillCounter()
    for (let look = 0; look < 1_000; look++) counter.see(MONDAY_MS + look * MINUTE_MS, tokenOf(7), FOREIGN)
    for (const window of levels.keys()) expect(counter.distinct(window)).toBe(1)
    expect(counter.foreign(WEEK)).toBe(1)
  })

  it('moves to the newest window', () => {
    const counter = createWaybillCounter()
    counter.see(MONDAY_MS, tokenOf(7))
    counter.see(MONDAY_MS + 3 * DAY_MS, tokenOf(8))
    expect([counter.distinct(DAY), counter.distinct(WEEK)]).toEqual([1, 2])
    counter.see(MONDAY_MS + 3 * DAY_MS, tokenOf(7))
    expect([counter.distinct(MINUTE), counter.distinct(DAY), counter.distinct(WEEK)]).toEqual([2, 2, 2])
  })

  it('does not grow older by a look-up that comes late', () => {
    const counter = createWaybillCounter()
    counter.see(MONDAY_MS + DAY_MS, tokenOf(7))
    counter.see(MONDAY_MS, tokenOf(7))
    expect(counter.distinct(MINUTE)).toBe(1)
  })

  it('changes its kind with its last look-up', () => {
    const counter = createWaybillCounter()
    counter.see(MONDAY_MS, tokenOf(7), FOREIGN)
    counter.see(MONDAY_MS + MINUTE_MS, tokenOf(7), LISTED)
    expect([counter.distinct(HOUR), counter.foreign(HOUR)]).toEqual([1, 0])
    counter.see(MONDAY_MS + MINUTE_MS, tokenOf(7), FOREIGN)
    expect([counter.distinct(HOUR), counter.foreign(HOUR)]).toEqual([1, 1])
  })

  it('is gone eight days after its last look-up', () => {
    const counter = createWaybillCounter()
    counter.see(MONDAY_MS, tokenOf(7))
    counter.moveTo(MONDAY_MS + 8 * DAY_MS)
    expect(counter.distinct(WEEK)).toBe(0)
  })
})

// Few seeds and sizes, because it has to be quick. The whole table: npx tsx test/bench/distinct-error.ts
describe('the estimate of a sampled window', () => {
  const even = ['even over 24 hours, last 24 hours', 'even over 7 days, last 7 days']

  for (const name of even) {
    for (const waybills of [1_000, 10_000]) {
      it(`has a standard error of 5 % and hardly a bias: ${waybills} waybills, ${name}`, () => {
        const { error, bias } = measure(name, waybills, 40)
        expect(error).toBeLessThan(0.055)
        // One in a hundred is taken for another; the rest is three times what chance makes of a mean over 40 seeds.
        expect(Math.abs(bias + 0.01)).toBeLessThan((3 * 0.05) / Math.sqrt(40))
      })
    }

    it(`stays within three standard errors: 100,000 waybills, ${name}`, () => {
      expect(measure(name, 100_000, 1).error).toBeLessThan(0.15)
    })
  }

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
    expect(Number.isInteger(counter.distinct(DAY))).toBe(true)
    counter.moveTo(MONDAY_MS + 7 * DAY_MS)
    expect(windows.codes[OWN].size).toBeLessThan(200)
    expect(windows.codes[LISTED].size).toBeLessThan(75)
    expect(windows.codes[FOREIGN].size).toBe(foreign)
  })

  it('stays within three standard errors: 1,000,000 waybills, in 10 minutes', () => {
    expect(measure('one burst of 10 minutes, last 10 minutes', 1_000_000, 1).error).toBeLessThan(0.15)
  })

  for (const name of Object.keys(harvests).filter((each) => !even.includes(each))) {
    it(`has a standard error of at most 8 % and no bias: ${name}`, () => {
      const { error, bias } = measure(name, 3_000, 20)
      expect(error).toBeLessThan(0.08)
      // Three times what chance makes of a mean over 20 seeds.
      expect(Math.abs(bias)).toBeLessThan((3 * 0.06) / Math.sqrt(20))
    })
  }
})
