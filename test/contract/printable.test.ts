import { expect, test } from 'vitest'

import { printable, printableJson } from '../../src/contract/printable.ts'

test('text of the log moves no cursor, begins no line and turns no direction', () => {
  expect(printable('clerk\u001b[31m 7\nFAKE\u0007\u009b\u202e\u2028')).toBe(
    'clerk\\u001b[31m 7\\u000aFAKE\\u0007\\u009b\\u202e\\u2028',
  )
})

test('two names of the log that differ look different', () => {
  expect(printable('u1\u200b')).toBe('u1\\u200b')
  expect(printable('\u00adu1\ufe0f\u3164\u{e0041}')).toBe('\\u00adu1\\ufe0f\\u3164\\udb40\\udc41')
})

test('any other text is shown as it is', () => {
  expect(printable('\u90af\u90f8 outlet-clerk \u{1f4e6} 7.5 \u00e9')).toBe(
    '\u90af\u90f8 outlet-clerk \u{1f4e6} 7.5 \u00e9',
  )
})

test('JSON of the log is as harmless on a terminal, and is still the same value', () => {
  const value = {
    deviceIds: ['d\u009b2J\u007f', '\u202eabc\u2028', '\u{e0041}', '\u001b[2J'],
    lines: 'one\ntwo',
  }
  const json = printableJson(value)
  expect(json).not.toMatch(/[\p{Cc}\p{Bidi_Control}\u2028]/u)
  expect(JSON.parse(json)).toEqual(value)
  expect(printableJson(value, 2).split('\n')).toHaveLength(9)
})
