import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { countOf, mostFrequent, noteItem } from '../../../src/core/peers/frequent-items.ts'

const noted = (items: readonly number[], places: number): Int32Array => {
  const frequent = new Int32Array(2 * places)
  for (const item of items) noteItem(frequent, item)
  return frequent
}

describe('frequent items', () => {
  it('are never counted too high, and too low by one of places and one more at the most', () => {
    const item = fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 1_000 }))
    fc.assert(
      fc.property(fc.array(item, { maxLength: 300 }), fc.integer({ min: 1, max: 6 }), (items, places) => {
        const frequent = noted(items, places)
        for (const each of new Set(items)) {
          const times = items.filter((other) => other === each).length
          expect(countOf(frequent, each)).toBeLessThanOrEqual(times)
          expect(countOf(frequent, each)).toBeGreaterThanOrEqual(times - items.length / (places + 1))
        }
      }),
    )
  })

  it('are led by the one with the highest count', () => {
    expect(mostFrequent(noted([5, 7, 7, 9, 7, 9], 3))).toBe(7)
    expect(mostFrequent(noted([], 3))).toBe(0)
  })
})
