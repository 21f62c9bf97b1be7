/**
 * Encodes a command in the Redis protocol (RESP), as an array of bulk strings. ioredis' own encoder joins
 * three buffers per argument. For a step of 500 accounts that takes a millisecond of CPU, as much as all the
 * rest of writing it; this takes a tenth of that.
 */
export function encodeCommand(parts: readonly (string | Buffer)[]): Buffer {
  const lengths = parts.map(byteLength)
  const bytes = Buffer.allocUnsafe(lengths.reduce((sum, length) => sum + MOST_FRAME + length, MOST_FRAME))
  let end = writeHead(bytes, 0, STAR, parts.length)
  for (const [at, part] of parts.entries()) {
    const length = lengths[at] as number
    end = writeHead(bytes, end, DOLLAR, length)
    if (typeof part === 'string') bytes.write(part, end)
    else bytes.set(part, end)
    end = writeLineEnd(bytes, end + length)
  }
  return bytes.subarray(0, end)
}

const STAR = 0x2a
const DOLLAR = 0x24
const ZERO = 0x30
/** Most bytes around a part: a sign, ten digits, two line ends. */
const MOST_FRAME = 15

const byteLength = (part: string | Buffer): number =>
  typeof part === 'string' ? Buffer.byteLength(part) : part.length

/** Writes the digits itself: for so few of them a library call would cost more. */
const writeHead = (bytes: Buffer, start: number, sign: number, count: number): number => {
  bytes[start] = sign
  let end = start + 2
  for (let left = count; left >= 10; left = Math.floor(left / 10)) end++
  for (let at = end - 1, left = count; at > start; at--, left = Math.floor(left / 10))
    bytes[at] = ZERO + (left % 10)
  return writeLineEnd(bytes, end)
}

const writeLineEnd = (bytes: Buffer, at: number): number => {
  bytes[at] = 0x0d
  bytes[at + 1] = 0x0a
  return at + 2
}
