import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { jointSurprise, ORDINARY } from '../../../src/core/ring/joint-surprise.ts'
import { createRandom } from '../../../src/simulate/random/create-random.ts'
import { SEED } from '../support/streams.ts'

const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1))
const binomial = (n: number, k: number): number =>
  (factorial(n) / (factorial(k) * factorial(n - k))) * 0.1 ** k * 0.9 ** (n - k)
const gammaTail = (shape: number, x: number): number =>
  Math.exp(-x) * Array.from({ length: shape }, (_, i) => x ** i / factorial(i)).reduce((a, b) => a + b, 0)

/** The formula as it is written, for as many as factorials can be had of. */
const asWritten = (excess: number, accounts: number): number => {
  let sum = 0
  for (let k = 2; k <= accounts; k++) sum += binomial(accounts, k) * gammaTail(k - 1, excess * Math.LN10)
  return -Math.log10(sum)
}

describe('the joint surprise', () => {
  it('is what the formula says', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 1, max: 3, noNaN: true }), { minLength: 2, maxLength: 12 }),
        fc.integer({ min: 0, max: 10 }),
        (surprises, others) => {
          const accounts = surprises.length + others
          const excess = surprises.reduce((sum, each) => sum + each - 1, 0) - (Math.max(...surprises) - 1)
          expect(jointSurprise(surprises, accounts, ORDINARY)).toBeCloseTo(asWritten(excess, accounts), 6)
        },
      ),
      { seed: SEED },
    )
  })

  it.each([2, 5, 20, 60])('of %i honest accounts is never more often high than it says', (accounts) => {
    const random = createRandom('joint surprise', accounts)
    const days = 200_000
    const reached = [1, 2, 3].map(() => 0)
    for (let day = 0; day < days; day++) {
      const surprises = Array.from({ length: accounts }, () => -Math.log10(1 - random()))
      const joint = jointSurprise(surprises, accounts, ORDINARY)
      for (const at of reached.keys()) if (joint >= at + 1) reached[at] = (reached[at] ?? 0) + 1
    }
    for (const [at, count] of reached.entries()) {
      const allowed = days * 10 ** -(at + 1)
      expect(count).toBeLessThan(allowed + 4 * Math.sqrt(allowed))
    }
  })

  it('is nothing for a lone thief among colleagues who work as usual', () => {
    expect(jointSurprise([20], 1, ORDINARY)).toBe(0)
    expect(jointSurprise([20, 0.9, 0.5, 0.99], 4, ORDINARY)).toBe(0)
  })

  it('does not grow with the loudest account, nor beyond what one account may speak for', () => {
    expect(jointSurprise([9, 1.5, 1.2], 5, ORDINARY)).toBeCloseTo(
      jointSurprise([1.6, 1.5, 1.2], 5, ORDINARY),
      9,
    )
    expect(jointSurprise([9, 8, 1.2], 5, ORDINARY)).toBe(jointSurprise([3, 3, 1.2], 5, ORDINARY))
  })

  it('of five modest accounts at one machine is more than any of them', () => {
    expect(jointSurprise([1.8, 1.9, 1.7, 1.8, 2], 5, ORDINARY)).toBeGreaterThan(3.9)
    expect(jointSurprise([1.5, 1.6, 1.4, 1.7, 1.5], 50, ORDINARY)).toBeLessThan(1)
  })

  it('is less where everybody is loud today', () => {
    const busy = { loudShare: 0.5, meanExcess: 0.8 }
    expect(jointSurprise([1.9, 1.9, 1.9, 1.9], 8, busy)).toBeLessThan(0.5)
    expect(jointSurprise([1.9, 1.9, 1.9, 1.9], 8, ORDINARY)).toBeGreaterThan(2.5)
  })

  it('is a number for any number of accounts', () => {
    for (const accounts of [2, 100, 10_000, 1_000_000]) {
      const joint = jointSurprise([3, 3, 3], accounts, ORDINARY)
      expect(joint).toBeGreaterThanOrEqual(0)
      expect(Number.isFinite(joint)).toBe(true)
    }
  })
})
