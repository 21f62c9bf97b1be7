import { expect, test } from 'vitest'

import { printable } from '../../src/contract/printable.ts'

test('text of the log moves no cursor, begins no line and turns no direction', () => {
  expect(printable('clerk\u001b[31m 7\nFAKE\u0007\u009b\u202e\u2028')).toBe(
    'clerk\\u001b[31m 7\\u000aFAKE\\u0007\\u009b\\u202e\\u2028',
  )
})

test('any other text is shown as it is', () => {
  expect(printable('\u90af\u90f8 outlet-clerk \u{1f4e6} 7.5 \u00e9')).toBe(
    '\u90af\u90f8 outlet-clerk \u{1f4e6} 7.5 \u00e9',
  )
})
