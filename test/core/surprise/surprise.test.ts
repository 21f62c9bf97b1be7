import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { surprise, surpriseAtLeast } from '../../../src/core/surprise/surprise.ts'

const mean = fc.double({ min: -4, max: 5, noNaN: true }).map((exponent) => 10 ** exponent)
const dispersion = fc.oneof(
  fc.double({ min: -1.3, max: 6, noNaN: true }).map((exponent) => 10 ** exponent),
  fc.constant(Infinity),
)
const times = fc.double({ min: 0, max: 8, noNaN: true })
const RUNS = { seed: 20_260_302, numRuns: 5_000 }

describe('surprise', () => {
  it('is -log10 of the probability of as much or more', () => {
    // One or more under Poisson: 1 - e^-mean. Geometric (dispersion 1): (mean / (mean + 1))^observed.
    expect(surprise(1, 1e-5, Infinity)).toBeCloseTo(5, 5)
    expect(surprise(30, 9, 1)).toBeCloseTo(-30 * Math.log10(0.9), 9)
    expect(surprise(1000, 1, 1)).toBeCloseTo(1000 * Math.log10(2), 9)
  })

  it('is 0, not -0, when nothing was observed or anything was certain', () => {
    for (const count of [0, -1]) expect(surprise(count, 3, 2)).toBe(0)
    expect(surprise(1, 1e6, Infinity)).toBe(0)
  })

  it('is infinite when something was seen where nothing can be', () => {
    expect(surprise(1, 0, 2)).toBe(Infinity)
  })

  it('stays below 1 up to the mean', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), mean, dispersion, (share, m, r) => {
        return surprise(share * m, m, r) < 1
      }),
      RUNS,
    )
  })
})

describe('surpriseAtLeast', () => {
  it('is the surprise where that is enough and null where it is not', () => {
    fc.assert(
      fc.property(
        times,
        mean,
        dispersion,
        fc.double({ min: 0, max: 12, noNaN: true }),
        (share, m, r, atLeast) => {
          const observed = Math.round(share * m)
          const exact = surprise(observed, m, r)
          expect(surpriseAtLeast(observed, m, r, atLeast)).toBe(exact < atLeast ? null : exact)
        },
      ),
      RUNS,
    )
  })

  it('gives the same answer where the count is close to its mean', () => {
    for (let observed = 0; observed < 120; observed++) {
      for (const r of [0.05, 0.5, 1, 1.5, 4, 30, Infinity]) {
        const exact = surprise(observed, 40, r)
        for (const atLeast of [0.5, 1, 2, 3]) {
          expect(surpriseAtLeast(observed, 40, r, atLeast)).toBe(exact < atLeast ? null : exact)
        }
      }
    }
  })
})
