import * as fc from 'fast-check'
import { errorFunction } from 'simple-statistics'
import { describe, expect, it } from 'vitest'

import { combineSurprises } from '../../../src/core/surprise/combine.ts'
import { surprise } from '../../../src/core/surprise/surprise.ts'
import { createRandom, type Random } from '../../../src/simulate/random/create-random.ts'
import { gamma, normal, poisson } from '../../../src/simulate/random/draws.ts'

const DRAWS = 50_000
const LEVELS = [1, 2, 3]
const signs = fc.array(fc.double({ min: 0, max: 400, noNaN: true }), { minLength: 2, maxLength: 20 })

describe('combineSurprises', () => {
  it('says nothing about nothing, and repeats the only sign', () => {
    expect(combineSurprises([])).toBe(0)
    expect(combineSurprises([4.2])).toBe(4.2)
    expect(combineSurprises([0, 0, 0])).toBe(0)
    expect(combineSurprises([1, Infinity])).toBe(Infinity)
  })

  it('takes the price of having looked at many from one sign, and gives it back to several', () => {
    const silent = Array.from({ length: 12 }, () => 0)
    const one = combineSurprises([4, 0, 0, ...silent])
    const three = combineSurprises([4, 4, 4, ...silent])
    expect(one).toBeCloseTo(4 - Math.log10(15), 2)
    expect(three).toBeCloseTo(4 - Math.log10(5), 2)
  })

  it('is the harmonic mean of the probabilities, less ln k', () => {
    const decades = fc.array(fc.double({ min: 0, max: 12, noNaN: true }), { minLength: 1, maxLength: 15 })
    fc.assert(
      fc.property(decades, (values) => {
        const mean = values.reduce((sum, value) => sum + 10 ** value, 0) / values.length
        const plain = Math.log10(Math.max(1, mean - Math.log(values.length)))
        expect(combineSurprises(values)).toBeCloseTo(plain, 9)
      }),
      { seed: 3 },
    )
  })

  it('lies between Bonferroni and the largest sign, in any order, far beyond what a double holds as probability', () => {
    fc.assert(
      fc.property(signs, (values) => {
        const combined = combineSurprises(values)
        const largest = Math.max(...values)
        expect(combined).toBeLessThanOrEqual(largest + 1e-9)
        expect(combined).toBeGreaterThanOrEqual(Math.max(0, largest - Math.log10(values.length) - 1))
        expect(combineSurprises(values.toReversed())).toBeCloseTo(combined, 9)
      }),
      { seed: 1 },
    )
  })

  it('never falls when a sign grows', () => {
    fc.assert(
      fc.property(signs, fc.double({ min: 0, max: 5, noNaN: true }), ([first = 0, ...rest], more) => {
        return combineSurprises([first + more, ...rest]) >= combineSurprises([first, ...rest]) - 1e-9
      }),
      { seed: 2 },
    )
  })

  const dependence = [0, 0.3, 0.6, 0.9, 1]
  it.each(dependence.flatMap((correlation) => [3, 15].map((count) => ({ correlation, count }))))(
    'is calibrated for $count signs correlated by $correlation',
    ({ correlation, count }) => {
      const random = createRandom('combine', correlation, count)
      const shares = sharesAtLeast(() => combineSurprises(correlated(random, count, correlation)))
      for (const share of shares) {
        expect(share).toBeGreaterThan(0.7)
        expect(share).toBeLessThan(1.35)
      }
    },
  )

  it('does not overstate counts in windows that lie within each other', () => {
    const random = createRandom('nested windows')
    const shares = sharesAtLeast(() => {
      const pace = gamma(random, 3) / 3
      const tenMinutes = poisson(random, 2 * pace)
      const hour = tenMinutes + poisson(random, 10 * pace)
      const day = hour + poisson(random, 70 * pace)
      return combineSurprises([surprise(tenMinutes, 2, 3), surprise(hour, 12, 3), surprise(day, 82, 3)])
    })
    for (const share of shares) expect(share).toBeLessThan(1.2)
  })
})

/** How often the value is at least 1, 2 and 3, as a multiple of 10^-1, 10^-2 and 10^-3: 1 is calibrated, more overstates. */
function sharesAtLeast(draw: () => number): number[] {
  const counts = LEVELS.map(() => 0)
  for (let each = 0; each < DRAWS; each++) {
    const value = draw()
    LEVELS.forEach((level, index) => {
      if (value >= level) counts[index] = (counts[index] ?? 0) + 1
    })
  }
  return counts.map((count, index) => (count / DRAWS) * 10 ** (LEVELS[index] ?? 0))
}

/** Surprises of honest normal scores, any two of which have this correlation. */
function correlated(random: Random, count: number, correlation: number): number[] {
  const shared = Math.sqrt(correlation) * normal(random)
  const own = Math.sqrt(1 - correlation)
  return Array.from({ length: count }, () => scoreSurprise(shared + own * normal(random)))
}

const scoreSurprise = (score: number): number => -Math.log10((1 - errorFunction(score / Math.SQRT2)) / 2)
