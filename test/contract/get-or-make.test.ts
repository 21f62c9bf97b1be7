import { expect, test } from 'vitest'

import { getOrMake } from '../../src/contract/get-or-make.ts'

test('a value is made once, and the same ever after', () => {
  const lists = new Map<string, number[]>()
  getOrMake(lists, 'a', () => []).push(1)
  getOrMake(lists, 'a', () => []).push(2)
  getOrMake(lists, 'b', () => [])
  expect([...lists]).toEqual([
    ['a', [1, 2]],
    ['b', []],
  ])
})
