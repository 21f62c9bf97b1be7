import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { levels, WINDOW } from '../../../src/core/windows/levels.ts'
import { FOREIGN, LISTED, OWN } from '../../../src/core/windows/windows.ts'
import { createRandom } from '../../../src/simulate/random/create-random.ts'
import { harvests, measure } from '../support/harvests.ts'
import { MONDAY_MS, paces, SEED, timesInOrder, timesOutOfOrder } from '../support/streams.ts'
import { tokenOf } from '../support/token-of.ts'
import { createWaybillCounter } from '../support/waybill-counter.ts'

type Sight = { readonly timeMs: number; readonly waybill: number; readonly kind: number }

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
    for (const window of [WINDOW.PT1M, WINDOW.PT10M, WINDOW.PT1H]) {
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
    expect(counter.distinct(WINDOW.PT24H)).not.toBe(Math.round(counter.distinct(WINDOW.PT24H)))
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
