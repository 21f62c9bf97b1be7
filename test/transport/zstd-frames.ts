const BLOCK_BYTES = 128 * 1024
/** A zstd frame that does not say how long it becomes (RFC 8878, 3.1.1). */
const HEADER = [0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x50]

const MAGIC_BYTES = 4
const SIZE_OF_4_BYTES = 0x80

const RAW = 0
const REPEATED = 1

/** So many blocks that say "128 KiB of zeros". */
export const frameOfZeros = (blocks: number): Buffer =>
  Buffer.from([...HEADER, ...zeros(blocks - 1), ...block(REPEATED, BLOCK_BYTES, [0], true)])

/** The same, of a frame that says how long it becomes. */
export const sizedFrameOfZeros = (blocks: number): Buffer => {
  const header = Buffer.from([...HEADER, 0, 0, 0, 0])
  header[MAGIC_BYTES] = SIZE_OF_4_BYTES
  header.writeUInt32LE(blocks * BLOCK_BYTES, HEADER.length)
  return Buffer.concat([header, frameOfZeros(blocks).subarray(HEADER.length)])
}

/** The one record of a Kafka batch (message format v2): no key, no headers, and so many blocks of zeros. */
export const recordOfZeros = (blocks: number): Buffer => {
  const value = varint(blocks * BLOCK_BYTES)
  // Attributes, how much later and how much further than the batch, no key; and behind the value, no headers.
  const before = [0, 0, 0, ...varint(-1), ...value]
  const record = [...varint(before.length + blocks * BLOCK_BYTES + 1), ...before]
  return Buffer.from([
    ...HEADER,
    ...block(RAW, record.length, record, false),
    ...zeros(blocks),
    ...block(RAW, 1, [0], true),
  ])
}

const zeros = (blocks: number): number[] =>
  Array.from({ length: blocks }, () => block(REPEATED, BLOCK_BYTES, [0], false)).flat()

const block = (type: number, size: number, bytes: readonly number[], isLast: boolean): number[] => {
  const bits = (isLast ? 1 : 0) | (type << 1) | (size << 3)
  return [bits & 0xff, (bits >> 8) & 0xff, bits >> 16, ...bytes]
}

/** Zigzag, seven bits a byte. */
const varint = (value: number): number[] => {
  const bytes: number[] = []
  let left = value < 0 ? -2 * value - 1 : 2 * value
  for (; left >= 128; left = Math.floor(left / 128)) bytes.push((left % 128) | 128)
  return [...bytes, left]
}
