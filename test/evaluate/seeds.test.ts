import { expect, it } from 'vitest'

import { parseSeeds } from '../../src/evaluate/seeds.ts'

it('reads ranges and lists, each seed once', () => {
  expect(parseSeeds('1..5')).toEqual([1, 2, 3, 4, 5])
  expect(parseSeeds('3')).toEqual([3])
  expect(parseSeeds('1, 4,7..9,8')).toEqual([1, 4, 7, 8, 9])
})

it.each(['', '5..1', '1...3', 'one', '1,', '-1', '1..100000'])('refuses "%s"', (text) => {
  expect(() => parseSeeds(text)).toThrow(/is not a list of seeds/)
})
