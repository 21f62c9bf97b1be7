const ASCII_LIMIT = 0x80
/** SipHash reads whole blocks, the last of which may reach beyond the text. */
const BLOCK_BYTES = 8
const MOST_BYTES_PER_UNIT = 3
/** No UTF-8 has this byte. */
const NO_UTF8 = 0xff

/**
 * Holds the bytes of the text last written, in one buffer that is reused. Different
 * texts have different bytes.
 */
export type ByteText = {
  /**
   * Writes a text and returns its length in bytes. `view` then holds them, and at least
   * 8 more bytes of anything.
   */
  write(text: string): number
  readonly view: DataView
}

/**
 * Writes texts as UTF-8. A text with a lone surrogate has no UTF-8 form: its UTF-16 units are written
 * instead, behind a byte that no UTF-8 has. ASCII is copied unit by unit, which for short texts beats every
 * encoder; anything else goes through TextEncoder.
 * `capacity` is the longest text in UTF-16 units; a longer one throws a RangeError, so check lengths first.
 */
export function createByteText(capacity: number): ByteText {
  const bytes = new Uint8Array(capacity * MOST_BYTES_PER_UNIT + BLOCK_BYTES)
  const view = new DataView(bytes.buffer)
  const encoder = new TextEncoder()
  const writeUnits = (text: string): number => {
    view.setUint8(0, NO_UTF8)
    for (let at = 0; at < text.length; at += 1) view.setUint16(1 + 2 * at, text.charCodeAt(at))
    return 1 + 2 * text.length
  }
  return {
    view,
    write(text) {
      const { length } = text
      if (length > capacity) throw new RangeError(`a text of ${length} units in a buffer for ${capacity}`)
      let seen = 0
      for (let at = 0; at < length; at += 1) {
        const unit = text.charCodeAt(at)
        bytes[at] = unit
        seen |= unit
      }
      if (seen < ASCII_LIMIT) return length
      return text.isWellFormed() ? encoder.encodeInto(text, bytes).written : writeUnits(text)
    },
  }
}
