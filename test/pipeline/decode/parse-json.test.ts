import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { parseJson } from '../../../src/pipeline/decode/parse-json.ts'

test('any bytes give a value or undefined, and never an error', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(() => parseJson(Buffer.from(bytes))).not.toThrow()
    }),
  )
})

test('what JSON.stringify wrote is read back', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify(value)
      expect(parseJson(Buffer.from(text))).toEqual(JSON.parse(text))
    }),
  )
})

test('a byte-order mark before the text is passed over, a second one is not', () => {
  expect(parseJson(Buffer.from('\ufeff{"a":1}'))).toEqual({ a: 1 })
  expect(parseJson(Buffer.from('\ufeff\ufeff{"a":1}'))).toBeUndefined()
})

test.each([
  ['a lone continuation byte', [0x80]],
  ['an overlong form', [0xc0, 0xaf]],
  ['a surrogate', [0xed, 0xa0, 0x80]],
  ['a cut letter', [0xe6, 0xbc]],
  ['GBK', [0xb9, 0xfe]],
])('%s is not UTF-8 and is refused', (_, bytes) => {
  expect(parseJson(Buffer.from([0x22, ...bytes, 0x22]))).toBeUndefined()
})

test('a replacement character that the log itself wrote is taken', () => {
  expect(parseJson(Buffer.from('"a\ufffdb"'))).toBe('a\ufffdb')
})

test('a megabyte of nesting is read or refused, not a crash', () => {
  expect(parseJson(Buffer.from('['.repeat(1_000_000)))).toBeUndefined()
  expect(parseJson(Buffer.from('['.repeat(500_000) + ']'.repeat(500_000)))).toBeInstanceOf(Array)
})

test('the depth of stack traces is what it was before', () => {
  const before = Error.stackTraceLimit
  parseJson(Buffer.from('{'))
  parseJson(Buffer.from('{}'))
  expect(Error.stackTraceLimit).toBe(before)
})
