// Hot code. `as number` stands where an index is in bounds by construction.

/**
 * Appends bits to a buffer, the first bit of a byte being its highest. `length` counts whole bytes. The
 * `holds` bits after them, fewer than eight, are in the buffer and also the lowest bits of `held`. Whatever
 * follows is undefined.
 */
export type BitWriter = {
  readonly bytes: Uint8Array
  readonly view: DataView
  length: number
  held: number
  holds: number
}
/**
 * `at` is the position and `end` the length, in bits. Reads beyond `end` give undefined bits: the caller has
 * to check in the end that `at` is `end`. Far beyond it every read throws a RangeError.
 */
export type BitReader = { readonly bytes: Uint8Array; readonly view: DataView; at: number; end: number }

/** Most bits that one call writes or reads. */
export const MOST_BITS = 24

export const createBitWriter = (capacity: number): BitWriter => {
  const bytes = new Uint8Array(capacity)
  return { bytes, view: new DataView(bytes.buffer), length: 0, held: 0, holds: 0 }
}

export const createBitReader = (capacity: number): BitReader => {
  const bytes = new Uint8Array(capacity)
  return { bytes, view: new DataView(bytes.buffer), at: 0, end: 0 }
}

/** Begins to read a copy of the bytes. @throws RangeError if there are more than the reader has room for. */
export const startBits = (from: BitReader, bytes: Uint8Array): void => {
  from.bytes.set(bytes)
  from.at = 0
  from.end = bytes.length * 8
}

/** Writes the `count` lowest bits of `value`, 24 at most. Its higher bits must be 0. */
export const writeBits = (to: BitWriter, value: number, count: number): void => {
  const holds = to.holds + count
  const held = (to.held << count) | value
  to.view.setUint32(to.length, held << (32 - holds))
  to.length += holds >> 3
  to.holds = holds & 7
  to.held = held
}

/** Reads at most 24 bits, unsigned. */
export const readBits = (from: BitReader, count: number): number => {
  const value = (peek(from) >>> 1) >>> (31 - count)
  from.at += count
  return value
}

/** The next bits, in the highest places of a 32-bit number: at least 25 of them. */
const peek = ({ view, at }: BitReader): number => view.getUint32(at >> 3) << (at & 7)

/** Fills the current byte with zeros, so that whole bytes can follow. */
export const fillByte = (to: BitWriter): void => {
  if (to.holds > 0) writeBits(to, 0, 8 - to.holds)
}

/** Where the next whole byte begins. @throws RangeError unless zeros fill the one before. */
export const skipToByte = (from: BitReader): number => {
  if (readBits(from, -from.at & 7) !== 0) throw new RangeError('has no zeros to fill a byte')
  return from.at >> 3
}

export const writeUint32 = (to: BitWriter, value: number): void => {
  writeBits(to, value >>> 16, 16)
  writeBits(to, value & 0xffff, 16)
}

export const readUint32 = (from: BitReader): number => {
  const high = readBits(from, 16)
  return ((high << 16) | readBits(from, 16)) >>> 0
}

/** Writes `zeros` zero bits, and a one. */
export const writeUnary = (to: BitWriter, zeros: number): void => {
  while (zeros >= MOST_BITS) {
    writeBits(to, 0, MOST_BITS)
    zeros -= MOST_BITS
  }
  writeBits(to, 1, zeros + 1)
}

export const readUnary = (from: BitReader): number => {
  let zeros = 0
  for (;;) {
    const here = Math.clz32(peek(from))
    if (here < MOST_BITS) {
      from.at += here + 1
      return zeros + here
    }
    zeros += MOST_BITS
    from.at += MOST_BITS
  }
}

/**
 * Writes an unsigned number up to 2^53 - 1: `group` bits at a time, low ones first, each group after a bit
 * that says whether more follow. For numbers without a bound.
 */
export const writeVarint = (to: BitWriter, value: number, group: number): void => {
  const base = 1 << group
  while (value >= base) {
    writeBits(to, base | (value % base), group + 1)
    value = Math.floor(value / base)
  }
  writeBits(to, value, group + 1)
}

export const readVarint = (from: BitReader, group: number): number => {
  const base = 1 << group
  let value = 0
  let unit = 1
  for (;;) {
    const bits = readBits(from, group + 1)
    value += (bits & (base - 1)) * unit
    if (bits < base) return value
    unit *= base
  }
}

/** Maps an integer of either sign, up to 2^52, to one that is not negative (zigzag). */
export const foldSign = (value: number): number => (value < 0 ? -2 * value - 1 : 2 * value)
export const unfoldSign = (folded: number): number => (folded % 2 === 1 ? -(folded + 1) / 2 : folded / 2)

/** Writes an integer of either sign as a varint. */
export const writeSigned = (to: BitWriter, value: number, group: number): void =>
  writeVarint(to, foldSign(value), group)

export const readSigned = (from: BitReader, group: number): number => unfoldSign(readVarint(from, group))

/**
 * Writes a count below 2^23 that is most often below 2^`usual`, in Exp-Golomb code: the number of bits in
 * unary, and then the bits. If `usual` is 0, a count of 0 takes one bit.
 */
export const writeCount = (to: BitWriter, count: number, usual: number): void => {
  const next = (count >>> usual) + 1
  const bits = 32 - Math.clz32(next)
  if (2 * bits - 1 <= MOST_BITS) writeBits(to, next, 2 * bits - 1)
  else {
    writeBits(to, 0, bits - 1)
    writeBits(to, next, bits)
  }
  if (usual > 0) writeBits(to, count & ((1 << usual) - 1), usual)
}

export const readCount = (from: BitReader, usual: number): number => {
  const zeros = readUnary(from)
  if (zeros >= MOST_BITS) throw new RangeError(`has a count of ${zeros + 1} bits`)
  const next = (1 << zeros) | readBits(from, zeros)
  return ((next - 1) << usual) | readBits(from, usual)
}

/** Writes a hash (hash-text.ts), 0 for none. */
export const writeHash = (to: BitWriter, hash: number): void => {
  writeBits(to, hash === 0 ? 0 : 1, 1)
  if (hash !== 0) writeUint32(to, hash)
}

export const readHash = (from: BitReader): number => (readBits(from, 1) === 0 ? 0 : readUint32(from) | 0)
