import * as fc from 'fast-check'
import { expect, it } from 'vitest'

import { addToSum, createSums, fadeSums, isTaught, useOthers } from '../../../src/core/peers/sums.ts'
import { SEED } from '../support/streams.ts'

const LENGTH = 4
const number = fc.double({ min: -1e6, max: 1e6, noNaN: true })
const numbers = fc.array(number, { minLength: LENGTH, maxLength: LENGTH })
const change = fc.oneof(
  fc.record({ kind: fc.constant('teach' as const), index: fc.nat(LENGTH - 1), value: number }),
  fc.record({ kind: fc.constant('fade' as const), factor: fc.double({ min: 0.1, max: 1, noNaN: true }) }),
  fc.record({ kind: fc.constant('others' as const), others: fc.option(numbers) }),
)

it('what is read is what the lane has taught and what the others have, to the last bit, whatever happens to both', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 30 }), (changes) => {
      const sums = createSums(new Float64Array(LENGTH))
      for (const each of changes) {
        if (each.kind === 'teach') addToSum(sums, each.index, each.value)
        if (each.kind === 'fade') fadeSums(sums, each.factor)
        if (each.kind === 'others') useOthers(sums, each.others && Float64Array.from(each.others))
        const others = sums.others ?? new Float64Array(LENGTH)
        expect([...sums.values]).toEqual(Array.from(sums.own, (own, at) => own + (others[at] ?? 0)))
      }
    }),
    { seed: SEED },
  )
})

it('a lane without others keeps nothing twice', () => {
  const sums = createSums(new Float64Array(LENGTH))
  expect(sums.values).toBe(sums.own)
  useOthers(sums, new Float64Array(LENGTH).fill(1))
  expect(sums.values).not.toBe(sums.own)
  useOthers(sums, null)
  expect(sums.values).toBe(sums.own)
})

it('what others alone have taught is not written as the own', () => {
  const sums = createSums(new Float64Array(LENGTH))
  useOthers(sums, new Float64Array(LENGTH).fill(1))
  fadeSums(sums, 0.5)
  expect([sums.isChanged, isTaught(sums), ...sums.values]).toEqual([false, false, 0.5, 0.5, 0.5, 0.5])
})
