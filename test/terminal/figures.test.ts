import { expect, it } from 'vitest'

import { durationCell, short } from '../../src/terminal/figures.ts'

it('writes numbers in a few digits', () => {
  expect([1234.5, 1000, 123.4, 100.4, 12.34, 10, 1.234, 0.5].map(short)).toEqual([
    '1,235',
    '1,000',
    '123',
    '100',
    '12.3',
    '10',
    '1.23',
    '0.50',
  ])
})

it('writes times in a unit that suits them', () => {
  expect(durationCell(null)).toBe('-')
  expect([0.2, 45, 119, 150, 3000].map(durationCell)).toEqual(['12 s', '45 min', '119 min', '2.5 h', '2.1 d'])
  expect([1, 120, 2880].map(durationCell)).toEqual(['1 min', '2.0 h', '2.0 d'])
})
