import { expect, test } from 'vitest'

import { createHoney, NO_HONEY } from '../../src/core/honey.ts'
import { createPolicy, withHoney } from '../../src/core/policy.ts'
import { waybill, waybills } from './support/look-ups.ts'

const plain = createPolicy({}, [], (canonical) => canonical)
const plant = (...numbers: number[]) =>
  withHoney(
    plain,
    numbers.map((number) => waybill(number)),
    (canonical) => canonical,
  )

test('decoys are counted once each', () => {
  const honey = createHoney([waybill(1), waybill(2), waybill(2)])
  expect(honey.tokens).toHaveLength(2)
  expect(honey.countIn([])).toBe(0)
  expect(honey.countIn(waybills(3, 50))).toBe(0)
  expect(honey.countIn([waybill(1), waybill(7), waybill(1), waybill(2)])).toBe(2)
})

test('half a token is no decoy', () => {
  const { hi, lo } = waybill(1)
  const honey = createHoney([{ hi, lo }])
  expect(honey.countIn([{ hi, lo: lo ^ 1 }])).toBe(0)
  expect(honey.countIn([{ hi: hi ^ 1, lo }])).toBe(0)
})

test('without decoys nothing is one', () => {
  expect(NO_HONEY.countIn(waybills(0, 10))).toBe(0)
})

test('decoys change the version of the policy, in whatever order they are listed', () => {
  expect(plant(1, 2).version).toBe(plant(2, 1).version)
  expect(new Set([plain, plant(1), plant(2), plant(1, 2)].map(({ version }) => version)).size).toBe(4)
})

test('decoys are added to those that the policy has', () => {
  const both = withHoney(plant(1), [waybill(2)], (canonical) => canonical)
  expect(both.honey.countIn(waybills(0, 10))).toBe(2)
})
