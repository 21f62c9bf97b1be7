import { isUtf8 } from 'node:buffer'

const BYTE_ORDER_MARK = '\ufeff'
/** What the platform puts in place of bytes that are not UTF-8. */
const REPLACEMENT = '\ufffd'

/**
 * The value of a record that is one JSON text in UTF-8, a byte-order mark allowed; undefined for anything
 * else. Never throws, and no message of the parser gets out, because it quotes the text.
 *
 * Bytes that are not UTF-8 are refused: with the replacement character in their place, two accounts could
 * become one. Strings of the result are copies, not slices of the parsed text (V8 copies every string value
 * it parses), so keeping one does not keep the whole text.
 */
export function parseJson(bytes: Buffer): unknown {
  const text = bytes.toString('utf8')
  if (text.includes(REPLACEMENT) && !isUtf8(bytes)) return undefined
  // Capturing a stack trace is most of the cost of refusing a text, and nobody reads it.
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 0
  try {
    return JSON.parse(text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text)
  } catch {
    return undefined
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
}
