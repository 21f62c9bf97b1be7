/**
 * A command as bytes of the Redis protocol (RESP): an array of bulk strings.
 * The client's own encoder joins three buffers an argument; for a step of 500 accounts that is a millisecond of CPU, as
 * much as all the rest of writing it, and this is a fifth of it.
 */
export function encodeCommand(parts: readonly (string | Buffer)[]): Buffer {
  const pieces: (string | Buffer)[] = []
  let text = `*${parts.length}\r\n`
  for (const part of parts) {
    if (typeof part === 'string') {
      text += `$${Buffer.byteLength(part)}\r\n${part}\r\n`
      continue
    }
    pieces.push(`${text}$${part.length}\r\n`, part)
    text = '\r\n'
  }
  if (parts.length > 0) pieces.push(text)
  return join(pieces)
}

function join(pieces: readonly (string | Buffer)[]): Buffer {
  const bytes = Buffer.allocUnsafe(pieces.reduce((sum, piece) => sum + Buffer.byteLength(piece), 0))
  let at = 0
  for (const piece of pieces) {
    if (typeof piece === 'string') {
      at += bytes.write(piece, at)
      continue
    }
    bytes.set(piece, at)
    at += piece.length
  }
  return bytes
}
