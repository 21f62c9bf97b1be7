/**
 * Size of a piece of memory that many encodings share. Allocating and freeing memory for each would cost half
 * as much as the encoding.
 */
const PIECE_BYTES = 64 * 1024
let piece = new Uint8Array(0)
let taken = 0

/** Returns `length` bytes that nobody else writes to. Their content is unspecified: write them all. */
export const takeBytes = (length: number): Uint8Array => {
  if (taken + length > piece.length) {
    piece = new Uint8Array(Math.max(PIECE_BYTES, length))
    taken = 0
  }
  taken += length
  return piece.subarray(taken - length, taken)
}

/** Copies what was written into bytes of its own. */
export const copyOf = ({
  bytes,
  length,
}: {
  readonly bytes: Uint8Array
  readonly length: number
}): Uint8Array => {
  const copy = takeBytes(length)
  copy.set(bytes.subarray(0, length))
  return copy
}
