import { isUtf8 } from 'node:buffer'

import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { WaywardenError } from '../../src/contract/errors.ts'
import { createByteText } from '../../src/tokens/byte-text.ts'
import { createTokens } from '../../src/tokens/tokens.ts'

const secret = Buffer.from('a secret of the test settings')
const ofNumber = (no: string, key: Uint8Array = secret) => ({ ...createTokens(key).ofNumber(no) })
const ofEvent = (id: string, key: Uint8Array = secret) => ({ ...createTokens(key).ofEvent(id) })

test('the same secret gives the same tokens, another secret others', () => {
  expect(ofNumber('YT1234567890123')).toEqual(ofNumber('YT1234567890123', Buffer.from(secret)))
  const other = ofNumber('YT1234567890123', Buffer.from('a secret of other test settings'))
  expect(other.hi).not.toBe(ofNumber('YT1234567890123').hi)
  expect(other.block).not.toBe(ofNumber('YT1234567890123').block)
})

test('a secret is used whole, not only its first 16 bytes', () => {
  expect(ofNumber('1', Buffer.alloc(32, 1))).not.toEqual(ofNumber('1', Buffer.alloc(33, 1)))
})

test('a number and an event id of the same text have nothing in common', () => {
  const { hi, lo, block } = ofNumber('1234567890')
  expect([hi, lo, block]).not.toContain(ofEvent('1234567890').hi)
  expect([hi, lo, block]).not.toContain(ofEvent('1234567890').lo)
})

test('a block has a key of its own: it is not the token of the number without its last two digits', () => {
  const { block } = ofNumber('YT1234567890123')
  const { hi, lo } = ofNumber('YT12345678901')
  expect([hi, lo]).not.toContain(block)
  expect(block).toBe(830_851_494)
})

test('texts that differ in half a letter alone have tokens of their own', () => {
  const texts = ['A', 'A\ud800', 'A\ud801', 'A\udc00', 'A\ufffd', '\u00ff', '\ud800A']
  for (const tokenOf of [ofNumber, ofEvent]) {
    expect(new Set(texts.map((text) => JSON.stringify(tokenOf(text)))).size).toBe(texts.length)
  }
})

test('a text that has no UTF-8 form has the bytes of no other text', () => {
  const text = createByteText(1)
  for (let half = 0xd800; half < 0xe000; half++) {
    const length = text.write(String.fromCharCode(half))
    expect(isUtf8(new Uint8Array(text.view.buffer, 0, length))).toBe(false)
  }
})

test('tokens of 200,000 consecutive numbers are distinct', () => {
  const tokens = createTokens(secret)
  const seen = new Set<string>()
  for (let at = 0; at < 200_000; at += 1) {
    const { hi, lo } = tokens.ofNumber(`YT${1_234_567_000_000 + at}`)
    seen.add(`${hi} ${lo}`)
  }
  expect(seen.size).toBe(200_000)
})

test('numbers share a block exactly where they differ in their last two digits only', () => {
  const number = fc.integer({ min: 0, max: 99_999 })
  fc.assert(
    fc.property(number, number, (one, other) => {
      const isOneBlock = Math.floor(one / 100) === Math.floor(other / 100)
      expect(ofNumber(`YT${one + 100_000}`).block === ofNumber(`YT${other + 100_000}`).block).toBe(isOneBlock)
    }),
  )
})

test('differences of offsets are differences of numbers, modulo 100, within a block and across', () => {
  const number = fc.integer({ min: 100, max: 999_999 })
  fc.assert(
    fc.property(number, number, (one, other) => {
      const gap = ofNumber(`YT${other}`).offset - ofNumber(`YT${one}`).offset
      expect((((gap - (other - one)) % 100) + 100) % 100).toBe(0)
    }),
  )
})

test('an offset is shifted by the secret: the digits do not show', () => {
  const shifts = Array.from(
    { length: 400 },
    (_, at) => ofNumber('YT00', Buffer.alloc(16 + (at >> 8), at)).offset,
  )
  expect(new Set(shifts).size).toBeGreaterThan(80)
  expect(Math.min(...shifts)).toBeGreaterThanOrEqual(0)
  expect(Math.max(...shifts)).toBeLessThan(100)
})

test.each(['7', 'YT123456A', 'YT1A', 'x', '漢字'])('%s does not end in two digits: no offset', (no) => {
  expect(ofNumber(no).offset).toBe(-1)
})

test.each(['42', '00', '漢字42', '😀07'])('%s ends in two digits', (no) => {
  expect(ofNumber(no).offset).toBeGreaterThanOrEqual(0)
})

test('a text that is not ASCII is hashed as UTF-8, however long', () => {
  const texts = ['é', 'e\u0301', '漢', '😀'.repeat(128), `${'😀'.repeat(127)}x`, 'x'.repeat(128)]
  const tokens = texts.map((text) => JSON.stringify(ofEvent(text)))
  expect(new Set(tokens).size).toBe(texts.length)
})

test('a short text after a long one has the token it has alone', () => {
  const tokens = createTokens(secret)
  tokens.ofEvent('😀'.repeat(128))
  expect({ ...tokens.ofNumber('YT1234567890123') }).toEqual(ofNumber('YT1234567890123'))
})

test('a secret shorter than 16 bytes is refused, and does not appear in the error', () => {
  const attempt = () => createTokens(Buffer.from('fifteen bytes!!'))
  expect(attempt).toThrow(WaywardenError)
  expect(attempt).toThrow(/15 bytes.*at least 16/)
  expect(attempt).not.toThrow(/fifteen/)
})

test('a number has one token, however it is typed', () => {
  const token = ofNumber('YT7000000000001')
  for (const typed of [
    'yt7000000000001',
    ' YT7000000000001 ',
    'ＹＴ７０００００００００００１',
    'YT 7000 0000 00001\u200b',
    // As copied from a page, a table or a document: marks of direction, a soft hyphen, a variation selector.
    '\u202dYT7000000000001\u202c',
    'YT7000000\u00ad000001\u200e',
    '\u2066YT7000000000001\u2069\ufe0f\u0000',
  ])
    expect(ofNumber(typed)).toEqual(token)
  expect(ofNumber('YT7000000000002')).not.toEqual(token)
  // Blanks alone, and letters that stand for many.
  for (const odd of [' ', '\ufdfa'.repeat(64)]) expect(ofNumber(odd).offset).toBe(-1)
  expect(ofNumber(' ')).not.toEqual(ofNumber('  '))
})
