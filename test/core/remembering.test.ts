import { expect, it } from 'vitest'

import { remembering } from '../../src/core/remembering.ts'

it('answers as before without asking again, until there are more answers than it may remember', () => {
  const asked: string[] = []
  const length = remembering(2, (text: string) => asked.push(text) && text.length)
  expect(['a', 'bb', 'a', 'bb'].map(length)).toEqual([1, 2, 1, 2])
  expect(asked).toEqual(['a', 'bb'])
  expect(['ccc', 'ccc', 'a'].map(length)).toEqual([3, 3, 1])
  expect(asked).toEqual(['a', 'bb', 'ccc', 'a'])
})
