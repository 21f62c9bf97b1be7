import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import {
  fromByte,
  fromThreeBytes,
  nearestThreeBytes,
  toByte,
  toThreeBytes,
} from '../../src/core/small-float.ts'
import { SEED } from './support/streams.ts'

describe('a rate in one byte', () => {
  it('is within 3 % of the rate, from 1/32 to 70,000', () => {
    fc.assert(
      fc.property(fc.double({ min: Math.log(1 / 32), max: Math.log(70_000), noNaN: true }), (log) => {
        const rate = Math.exp(log)
        return Math.abs(fromByte(toByte(rate)) / rate - 1) <= 0.03
      }),
      { seed: SEED, numRuns: 5_000 },
    )
  })

  it('reads back as the byte it was', () => {
    for (let code = 0; code < 256; code++) expect(toByte(fromByte(code))).toBe(code)
  })

  it('keeps order', () => {
    for (let code = 1; code < 256; code++) expect(fromByte(code)).toBeGreaterThan(fromByte(code - 1))
  })

  it('is nothing below 1/32, and the largest byte beyond the largest rate', () => {
    expect(fromByte(toByte(0))).toBe(0)
    expect(fromByte(toByte(0.03))).toBe(0)
    expect(toByte(1e12)).toBe(255)
  })
})

describe('a sum in three bytes', () => {
  it('is the nearest there is, and reads back to the last bit', () => {
    fc.assert(
      fc.property(fc.double({ min: -60, max: 40, noNaN: true }), (log) => {
        const sum = 2 ** log
        const kept = nearestThreeBytes(sum)
        expect(Math.abs(kept / sum - 1)).toBeLessThan(2 ** -16 + 2 ** -23)
        expect(nearestThreeBytes(kept)).toBe(kept)
        expect(toThreeBytes(kept)).toBeLessThan(2 ** 24)
        expect(fromThreeBytes(toThreeBytes(kept))).toBe(kept)
      }),
      { seed: SEED, numRuns: 5_000 },
    )
    expect(nearestThreeBytes(0)).toBe(0)
  })
})
