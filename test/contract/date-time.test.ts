import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { isDateTime, parseDateTime } from '../../src/contract/date-time.ts'
import { dateTimes } from './date-times.ts'
import { expectBothKinds, referenceCheck } from './reference.ts'

test('a date-time is what the format of the reference schema says it is', () => {
  const isReference = referenceCheck({ type: 'string', format: 'date-time' })
  let valid = 0
  let total = 0
  fc.assert(
    fc.property(dateTimes, (text) => {
      total += 1
      valid += isReference(text) ? 1 : 0
      expect(isDateTime(text)).toBe(isReference(text))
    }),
    { numRuns: 20_000, seed: 1 },
  )
  expectBothKinds(valid, total)
})

test('the instant of a date-time is what the platform reads from the same text', () => {
  const minutes = fc.integer({ min: -1439, max: 1439 })
  const instants = fc.date({ min: new Date('0001-01-02'), max: new Date('9999-12-30'), noInvalidDate: true })
  fc.assert(
    fc.property(instants, minutes, (instant, offset) => {
      const sign = offset < 0 ? '-' : '+'
      const hours = String(Math.floor(Math.abs(offset) / 60)).padStart(2, '0')
      const rest = String(Math.abs(offset) % 60).padStart(2, '0')
      const local = new Date(instant.getTime() + offset * 60_000).toISOString().slice(0, -1)
      expect(parseDateTime(`${local}${sign}${hours}:${rest}`)).toBe(instant.getTime())
    }),
    { numRuns: 5000 },
  )
})

test.each([
  ['2026-03-02T10:15:00+08:00', '2026-03-02T02:15:00.000Z'],
  ['2026-03-02T10:15:00.1+08:00', '2026-03-02T02:15:00.100Z'],
  ['2026-03-02T10:15:00.12+08:00', '2026-03-02T02:15:00.120Z'],
  ['2026-03-02T10:15:00.1239999+08:00', '2026-03-02T02:15:00.123Z'],
  ['2026-03-02 10:15:00.123+0800', '2026-03-02T02:15:00.123Z'],
  ['2026-03-02t10:15:00z', '2026-03-02T10:15:00.000Z'],
  ['2026-03-01T23:15:00-03', '2026-03-02T02:15:00.000Z'],
  ['2017-01-01T07:59:60+08:00', '2017-01-01T00:00:00.000Z'],
  ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
])('%s is %s', (text, expected) => {
  expect(new Date(parseDateTime(text)).toISOString()).toBe(expected)
})

test.each(['2026-02-29T00:00:00Z', '2026-03-02T10:15:00', '2026-03-02', '2026-03-02T24:00:00Z', '10:15', ''])(
  '%j is no date-time',
  (text) => {
    expect(parseDateTime(text)).toBeNaN()
  },
)
