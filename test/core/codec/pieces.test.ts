import { describe, expect, it } from 'vitest'

import { copyOf, takeBytes } from '../../../src/core/codec/pieces.ts'

describe('a piece', () => {
  it('has as many bytes as asked, which nobody else has, whatever was taken before', () => {
    const lengths = [0, 1, 40_000, 25_536, 65_535, 1, 1, 65_536, 200_000, 7, 65_530, 3]
    const pieces = lengths.map((length, at) => takeBytes(length).fill(at + 1))
    expect(pieces.map(({ length }) => length)).toEqual(lengths)
    expect(pieces.filter((piece, at) => piece.some((byte) => byte !== at + 1))).toEqual([])
  })

  it('keeps what was copied, whatever is written over it', () => {
    const bytes = Uint8Array.of(1, 2, 3)
    const copy = copyOf({ bytes, length: 2 })
    bytes.fill(9)
    expect([...copy]).toEqual([1, 2])
  })
})
