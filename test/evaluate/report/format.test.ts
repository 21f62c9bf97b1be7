import { expect, it } from 'vitest'

import { countCell, durationCell, rateCell, shareCell } from '../../../src/evaluate/report/format.ts'
import { drawMarkdown } from '../../../src/evaluate/report/table.ts'

it('writes figures with their intervals', () => {
  expect(shareCell({ value: 0.88, low: 0.8, high: 0.956 })).toBe('88 % (80 to 96)')
  expect(shareCell({ value: 0.025, low: 0, high: 0.12 })).toBe('2.5 % (0 to 12)')
  expect(rateCell({ value: 1.234, low: 0, high: 12.34 })).toBe('1.23 (0 to 12.3)')
  expect([shareCell(null), rateCell(null), countCell(null), durationCell(null)]).toEqual(['-', '-', '-', '-'])
})

it('does not round a miss away', () => {
  expect(shareCell({ value: 0.996, low: 0.9999, high: 1 })).toBe('99.6 % (99.9 to 100)')
})

it('writes times in a unit that suits them', () => {
  expect([0.2, 45, 119, 150, 3000].map(durationCell)).toEqual(['12 s', '45 min', '119 min', '2.5 h', '2.1 d'])
})

it('draws a table for a README', () => {
  expect(drawMarkdown({ head: ['who', 'caught'], rows: [['a|b', '9']] })).toBe(
    '| who | caught |\n| --- | --: |\n| a\\|b | 9 |',
  )
})
