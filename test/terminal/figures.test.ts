import { expect, it } from 'vitest'

import { durationCell } from '../../src/terminal/figures.ts'

it('writes times in a unit that suits them', () => {
  expect(durationCell(null)).toBe('-')
  expect([0.2, 45, 119, 150, 3000].map(durationCell)).toEqual(['12 s', '45 min', '119 min', '2.5 h', '2.1 d'])
})
