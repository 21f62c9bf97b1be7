const ASCII_LIMIT = 0x80
/** SipHash reads whole blocks. */
const BLOCK_BYTES = 8
const MOST_BYTES_PER_UNIT = 3

/** The UTF-8 bytes of the text last written, in one buffer that is used again and again. */
export type ByteText = {
  /** Writes a text and returns how many bytes it has; `view` holds them, and at least 8 more bytes of anything. */
  write(text: string): number
  readonly view: DataView
}

/**
 * ASCII is copied unit by unit, which for short texts beats every encoder; anything else goes through TextEncoder.
 * `capacity` is the longest text in UTF-16 units; a longer one throws a RangeError, so check lengths first.
 */
export function createByteText(capacity: number): ByteText {
  const bytes = new Uint8Array(capacity * MOST_BYTES_PER_UNIT + BLOCK_BYTES)
  const encoder = new TextEncoder()
  return {
    view: new DataView(bytes.buffer),
    write(text) {
      const { length } = text
      if (length > capacity) throw new RangeError(`a text of ${length} units in a buffer for ${capacity}`)
      let seen = 0
      for (let at = 0; at < length; at += 1) {
        const unit = text.charCodeAt(at)
        bytes[at] = unit
        seen |= unit
      }
      return seen < ASCII_LIMIT ? length : encoder.encodeInto(text, bytes).written
    },
  }
}
