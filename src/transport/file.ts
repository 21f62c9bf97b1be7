// In: NDJSON, gzipped or not, from files or standard input. Out: records in file order, in batches. Fails
// closed: a file that cannot be read to its end is an error, thrown after the records that could be read. Of
// a gzipped file the last 16 KiB (compressed) before the fault may be lost.
import { accessSync, constants, createReadStream, statSync } from 'node:fs'
import { addAbortSignal, type Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'

import { messageOf, WaywardenError } from '../contract/errors.ts'
import type { InputRecord } from './input-record.ts'

/**
 * A chunk of this size and all that is decoded from it stay in the processor's caches;
 * chunks four times as large take a fifth more time.
 */
const CHUNK_BYTES = 1 << 18
/**
 * Longer than any event of the contract. A file without line breaks, such as one large
 * list, would otherwise fill the memory.
 */
const MOST_LINE_BYTES = 1 << 28
/** Compressed bytes that are unpacked at a time; they expand about a thousand times at most. */
const PACKED_BYTES = 1 << 14
const NEWLINE = 0x0a
const CARRIAGE_RETURN = 0x0d
const GZIP_MAGIC = Buffer.from([0x1f, 0x8b])

export type FileBatch = {
  readonly records: readonly InputRecord[]
  /** Bytes taken from the disk so far, before decompression. */
  readonly bytesRead: number
}

/**
 * Total size of the files in bytes; null if one is standard input or a pipe, of which nobody knows it. Throws
 * `file_unreadable`, naming the first that cannot be read.
 */
export const totalBytes = (paths: readonly string[]): number | null => {
  const sizes = paths.map((path) => (path === '-' ? null : sizeOf(path)))
  return sizes.reduce((sum, size) => (sum === null || size === null ? null : sum + size), 0)
}

const sizeOf = (path: string): number | null => {
  try {
    const stats = statSync(path)
    if (stats.isDirectory()) throw new Error('it is a directory')
    accessSync(path, constants.R_OK)
    return stats.isFile() ? stats.size : null
  } catch (cause) {
    throw unreadable(path, cause)
  }
}

/**
 * Reads every line of the files as one record, except blank lines. The offset of a record is its line number
 * from 0, counted on from file to file, because the offsets of a lane must rise. `-` is standard input. One
 * batch is what one chunk of up to 256 KiB held. If `stop` aborts, no further one is waited for.
 */
export async function* readFiles(
  paths: readonly string[],
  stop: AbortSignal | null = null,
): AsyncGenerator<FileBatch> {
  let offset = 0
  let bytesBefore = 0
  for (const path of paths) {
    const source = path === '-' ? process.stdin : createReadStream(path, { highWaterMark: CHUNK_BYTES })
    if (stop !== null) addAbortSignal(stop, source)
    const bytesRead = () => bytesBefore + ('bytesRead' in source ? source.bytesRead : 0)
    const topic = path === '-' ? 'standard input' : path
    try {
      for await (const lines of linesOf(await unpacked(source))) {
        const first = offset
        offset += lines.length
        const records = lines.map((line, at) => recordOf(topic, first + at, withoutReturn(line)))
        yield { records: records.filter(({ value }) => value.length > 0), bytesRead: bytesRead() }
      }
    } catch (cause) {
      if (stop?.aborted === true) return
      throw cause instanceof WaywardenError ? cause : unreadable(topic, cause)
    }
    bytesBefore = bytesRead()
  }
}

/**
 * Without the carriage return of a Windows line end: an event that has no id is known by its bytes, and they
 * must not depend on how the file was saved.
 */
const withoutReturn = (line: Buffer): Buffer =>
  line.at(-1) === CARRIAGE_RETURN ? line.subarray(0, -1) : line

/** A file is one partition, and its lines have no timestamp (file-clock.ts). */
const recordOf = (topic: string, offset: number, value: Buffer) => ({
  topic,
  partition: 0,
  offset,
  timestampMs: 0,
  value,
})

const unreadable = (path: string, cause: unknown): WaywardenError =>
  new WaywardenError('file_unreadable', `Cannot read ${path}: ${messageOf(cause)}`, { cause })

/** Recognises gzip by the first bytes: a name may be wrong, and standard input has none. */
const unpacked = async (source: Readable): Promise<AsyncIterable<Buffer>> => {
  const { head, whole } = await peek(source as AsyncIterable<Buffer>)
  return head.subarray(0, GZIP_MAGIC.length).equals(GZIP_MAGIC) ? unzip(whole) : whole
}

/** Unpacks one gzip archive behind another. Zeros may lie between and behind them, as on tapes. */
async function* unzip(packed: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const open: { archive: Archive | null } = { archive: null }
  try {
    for await (const piece of piecesOf(packed)) yield* unpack(open, piece)
    if (open.archive !== null) yield* open.archive.end()
  } finally {
    open.archive?.close()
  }
}

async function* unpack(open: { archive: Archive | null }, piece: Buffer): AsyncGenerator<Buffer> {
  let rest = piece
  for (;;) {
    if (open.archive === null) rest = rest.subarray(zerosBefore(rest))
    if (rest.length === 0) return
    const archive = (open.archive ??= openArchive())
    const before = archive.taken
    yield* archive.unpack(rest)
    rest = rest.subarray(archive.taken - before)
    if (!archive.isOver) continue
    archive.close()
    open.archive = null
  }
}

const zerosBefore = (bytes: Buffer): number => {
  const first = bytes.findIndex((byte) => byte !== 0)
  return first === -1 ? bytes.length : first
}

type Archive = ReturnType<typeof openArchive>

/**
 * Unpacks piece by piece, and takes the output of each before the next goes in: a
 * stream that fails drops output that nobody has taken.
 */
const openArchive = () => {
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES })
  let plain: Buffer[] = []
  let failure: Error | null = null
  let isOver = false
  let wake = (): void => undefined
  // Ends the wait for a piece, which nothing else would end.
  const end = (error: Error | null): void => {
    failure ??= error
    isOver = true
    wake()
  }
  gunzip.on('data', (chunk: Buffer) => void plain.push(chunk))
  gunzip.on('error', end)
  gunzip.on('end', () => end(null))
  async function* after(act: (done: () => void) => void): AsyncGenerator<Buffer> {
    await new Promise<void>((resolve) => {
      wake = resolve
      act(resolve)
      if (isOver) resolve()
    })
    const taken = plain
    plain = []
    yield* taken
    if (failure !== null) throw failure
  }
  return {
    unpack: (piece: Buffer) => after((done) => gunzip.write(piece, done)),
    end: () => after(() => gunzip.end()),
    /** Bytes of the pieces that were part of it: Node goes on from one archive to the next, but ends at a zero. */
    get taken() {
      return gunzip.bytesWritten
    },
    get isOver() {
      return isOver
    },
    close: () => gunzip.destroy(),
  }
}

async function* piecesOf(packed: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const chunk of packed)
    for (let at = 0; at < chunk.length; at += PACKED_BYTES) yield chunk.subarray(at, at + PACKED_BYTES)
}

/**
 * Returns the first bytes, at least as many as the gzip magic unless the source is
 * shorter, and the whole source.
 */
const peek = async (source: AsyncIterable<Buffer>) => {
  const chunks = source[Symbol.asyncIterator]()
  const begun: Buffer[] = []
  const head = () => Buffer.concat(begun)
  while (head().length < GZIP_MAGIC.length) {
    const { done, value } = await chunks.next()
    if (done === true) break
    begun.push(value)
  }
  const rest: AsyncIterable<Buffer> = { [Symbol.asyncIterator]: () => chunks }
  return { head: head(), whole: follow(begun, rest) }
}

async function* follow(begun: readonly Buffer[], rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield* begun
  yield* rest
}

/**
 * Yields every line, empty ones too. Lines lie in the buffer of their chunk; only a
 * line that crosses its end is copied.
 */
async function* linesOf(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer[]> {
  let begun: Buffer[] = []
  let begunBytes = 0
  for await (const chunk of source) {
    const lines: Buffer[] = []
    let start = 0
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      const piece = chunk.subarray(start, end)
      const line = begun.length === 0 ? piece : Buffer.concat([...begun, piece])
      if (begun.length > 0) begun = []
      begunBytes = 0
      lines.push(line)
      start = end + 1
    }
    if (start < chunk.length) begun.push(chunk.subarray(start))
    begunBytes += chunk.length - start
    if (lines.length > 0) yield lines
    if (begunBytes > MOST_LINE_BYTES)
      throw new RangeError(`a line is longer than ${MOST_LINE_BYTES >> 20} MiB; each event must be one line`)
  }
  const last = Buffer.concat(begun)
  if (last.length > 0) yield [last]
}
