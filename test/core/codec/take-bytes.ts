import { fillByte, type BitWriter } from '../../../src/core/codec/bits.ts'

/** The bytes written, copied. */
export const takeBytes = (to: BitWriter): Uint8Array => {
  fillByte(to)
  return to.bytes.slice(0, to.length)
}
