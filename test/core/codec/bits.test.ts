import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import {
  createBitReader,
  createBitWriter,
  readBits,
  readCount,
  readSigned,
  readUint32,
  readUnary,
  readVarint,
  skipToByte,
  startBits,
  writeBits,
  writeCount,
  writeSigned,
  writeUint32,
  writeUnary,
  writeVarint,
  type BitReader,
  type BitWriter,
} from '../../../src/core/codec/bits.ts'
import { SEED } from '../support/streams.ts'
import { takeBytes } from './take-bytes.ts'

type Field = {
  readonly value: number
  readonly write: (to: BitWriter) => void
  readonly read: (from: BitReader) => number
}

const fields: fc.Arbitrary<Field> = fc.oneof(
  fc.tuple(fc.integer({ min: 0, max: 24 }), fc.nat()).map(([count, any]) => {
    const value = any % 2 ** count
    return {
      value,
      write: (to: BitWriter) => writeBits(to, value, count),
      read: (from: BitReader) => readBits(from, count),
    }
  }),
  fc
    .integer({ min: 0, max: 0xffffffff })
    .map((value) => ({ value, write: (to: BitWriter) => writeUint32(to, value), read: readUint32 })),
  fc
    .integer({ min: 0, max: 100 })
    .map((value) => ({ value, write: (to: BitWriter) => writeUnary(to, value), read: readUnary })),
  fc.tuple(fc.maxSafeNat(), fc.integer({ min: 1, max: 7 })).map(([value, group]) => ({
    value,
    write: (to: BitWriter) => writeVarint(to, value, group),
    read: (from: BitReader) => readVarint(from, group),
  })),
  fc
    .tuple(fc.integer({ min: -(2 ** 52) + 1, max: 2 ** 52 - 1 }), fc.integer({ min: 1, max: 7 }))
    .map(([value, group]) => ({
      value,
      write: (to: BitWriter) => writeSigned(to, value, group),
      read: (from: BitReader) => readSigned(from, group),
    })),
  fc
    .tuple(fc.oneof(fc.nat(9), fc.nat(2 ** 23 - 2)), fc.integer({ min: 0, max: 4 }))
    .map(([value, usual]) => ({
      value,
      write: (to: BitWriter) => writeCount(to, value, usual),
      read: (from: BitReader) => readCount(from, usual),
    })),
)

describe('bits', () => {
  it('read back as they were written, one behind the other', () => {
    fc.assert(
      fc.property(fc.array(fields, { maxLength: 60 }), (all) => {
        const to = createBitWriter(4_096)
        const from = createBitReader(4_096)
        for (const { write } of all) write(to)
        startBits(from, takeBytes(to))
        expect(all.map(({ read }) => read(from))).toEqual(all.map(({ value }) => value))
        expect(skipToByte(from) * 8).toBe(from.end)
      }),
      { seed: SEED },
    )
  })

  it('are refused where zeros have to fill a byte and do not', () => {
    const to = createBitWriter(64)
    writeBits(to, 5, 3)
    const [byte = 0] = takeBytes(to)
    const skip = (bits: number): number => {
      const from = createBitReader(64)
      startBits(from, Uint8Array.of(bits))
      readBits(from, 3)
      return skipToByte(from)
    }
    expect(skip(byte)).toBe(1)
    expect(() => skip(byte | 1)).toThrow(RangeError)
  })

  it('are refused where a count has more of them than any', () => {
    const to = createBitWriter(64)
    writeUnary(to, 24)
    const from = createBitReader(64)
    startBits(from, takeBytes(to))
    expect(() => readCount(from, 0)).toThrow(RangeError)
  })
})
