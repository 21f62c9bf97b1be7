import { expect, it } from 'vitest'

import { countCell, rateCell, shareCell, theftName } from '../../../src/evaluate/report/format.ts'

it('writes figures with their intervals', () => {
  expect(shareCell({ value: 0.88, low: 0.8, high: 0.956 })).toBe('88 % (80 to 96)')
  expect(shareCell({ value: 0.025, low: 0, high: 0.12 })).toBe('2.5 % (0 to 12)')
  expect(rateCell({ value: 1.234, low: 0, high: 12.34 })).toBe('1.23 (0 to 12.3)')
  expect([shareCell(null), rateCell(null), countCell(null)]).toEqual(['-', '-', '-'])
})

it('does not round a miss away', () => {
  expect(shareCell({ value: 0.996, low: 0.9999, high: 1 })).toBe('99.6 % (99.9 to 100)')
})

it('calls a theft by its id, and by its name as well where the id does not say it', () => {
  expect(theftName({ id: 'boiling-frog-1', name: 'boiling-frog' })).toBe('boiling-frog-1')
  expect(theftName({ id: '2', name: 'rented' })).toBe('rented 2')
})
