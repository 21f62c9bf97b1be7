/** Many encodings share a piece of memory: one for each would cost as much to get and to free as half of the encoding. */
const PIECE_BYTES = 64 * 1024
let piece = new Uint8Array(0)
let taken = 0

/** So many bytes that nobody else writes to. What they hold is not told: write them all. */
export const takeBytes = (length: number): Uint8Array => {
  if (taken + length > piece.length) {
    piece = new Uint8Array(Math.max(PIECE_BYTES, length))
    taken = 0
  }
  taken += length
  return piece.subarray(taken - length, taken)
}

/** What was written, in bytes of its own. */
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
