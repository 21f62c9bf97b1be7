/**
 * A command as bytes of the Redis protocol (RESP): an array of bulk strings.
 * The client's own encoder joins three buffers an argument; for a step of 500 accounts that is a millisecond of CPU, as
 * much as all the rest of writing it, and this is a tenth of it.
 */
export function encodeCommand(parts: readonly (string | Buffer)[]): Buffer {
  const pieces: (string | Buffer)[] = []
  let text = `*${parts.length}\r\n`
  for (const part of parts) {
    if (typeof part === 'string') {
      text += `$${Buffer.byteLength(part)}\r\n${part}\r\n`
      continue
    }
    if (text !== '') pieces.push(text)
    pieces.push(part)
    text = ''
  }
  pieces.push(text)
  return join(pieces)
}

/** Texts as they are, and every buffer as a bulk string. */
function join(pieces: readonly (string | Buffer)[]): Buffer {
  const bytes = Buffer.allocUnsafe(pieces.reduce((sum, piece) => sum + sizeOf(piece), 0))
  let at = 0
  for (const piece of pieces) {
    if (typeof piece === 'string') {
      at += bytes.write(piece, at)
      continue
    }
    at = writeLength(bytes, at, piece.length)
    bytes.set(piece, at)
    at = writeLineEnd(bytes, at + piece.length)
  }
  return bytes
}

const DOLLAR = 0x24
const ZERO = 0x30

const sizeOf = (piece: string | Buffer): number =>
  typeof piece === 'string' ? Buffer.byteLength(piece) : 5 + digitsOf(piece.length) + piece.length

const digitsOf = (length: number): number => {
  let digits = 1
  for (let left = length; left >= 10; left = Math.floor(left / 10)) digits++
  return digits
}

/** By hand: a call for a few digits costs more than the digits. */
const writeLength = (bytes: Buffer, start: number, length: number): number => {
  const end = start + 1 + digitsOf(length)
  bytes[start] = DOLLAR
  for (let at = end - 1, left = length; at > start; at--, left = Math.floor(left / 10))
    bytes[at] = ZERO + (left % 10)
  return writeLineEnd(bytes, end)
}

const writeLineEnd = (bytes: Buffer, at: number): number => {
  bytes[at] = 0x0d
  bytes[at + 1] = 0x0a
  return at + 2
}
