import { expect, it } from 'vitest'

import { portions } from '../../src/transport/portions.ts'

const split = (...lengths: readonly number[]) => [...portions(lengths, 500, (length) => length)]

it('are runs of what fits, in order', () => {
  expect(split(200, 201, 202, 203, 204)).toEqual([[200, 201], [202, 203], [204]])
  expect(split(200, 300, 1)).toEqual([[200, 300], [1]])
})

it('leave alone what is too long for company', () => {
  expect(split(10, 900, 10)).toEqual([[10], [900], [10]])
  expect(split(900, 10)).toEqual([[900], [10]])
})

it('are none of nothing', () => {
  expect(split()).toEqual([])
})
