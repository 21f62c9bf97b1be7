// In: NDJSON files, .gz or not, or standard input. Out: records in file order, in batches. Fails closed: a file that
// cannot be read to its end is an error, after what could be read.
import { createReadStream, statSync } from 'node:fs'
import { PassThrough, type Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'

import { WaywardenError } from '../contract/errors.ts'
import type { InputRecord } from '../pipeline/input-record.ts'

/** A chunk and all that is decoded from it stay in the processor's caches; four times as much takes a fifth more time. */
const CHUNK_BYTES = 1 << 18
const NEWLINE = 0x0a

export type FileBatch = {
  readonly records: readonly InputRecord[]
  /** Bytes taken from the disk so far, before decompression. */
  readonly bytesRead: number
}

/** Size of the files together; null where one is standard input. Throws `file_unreadable` naming the file. */
export const totalBytes = (paths: readonly string[]): number | null => {
  if (paths.includes('-')) return null
  return paths.reduce((sum, path) => {
    try {
      return sum + statSync(path).size
    } catch (cause) {
      throw unreadable(path, cause)
    }
  }, 0)
}

/**
 * Every line of the files as one record; empty lines are none. A line keeps its number over all files as its offset.
 * `-` is standard input. One batch is what one chunk of up to 256 KiB held.
 */
export async function* readFiles(paths: readonly string[]): AsyncGenerator<FileBatch> {
  let offset = 0
  let bytesBefore = 0
  for (const path of paths) {
    const source = path === '-' ? process.stdin : createReadStream(path, { highWaterMark: CHUNK_BYTES })
    const bytesRead = () => bytesBefore + ('bytesRead' in source ? source.bytesRead : 0)
    const topic = path === '-' ? 'standard input' : path
    try {
      for await (const lines of linesOf(unpacked(source, path))) {
        const first = offset
        offset += lines.length
        const records = lines.map((value, at) => recordOf(topic, first + at, value))
        yield { records, bytesRead: bytesRead() }
      }
    } catch (cause) {
      throw cause instanceof WaywardenError ? cause : unreadable(topic, cause)
    }
    bytesBefore = bytesRead()
  }
}

/** A file is one partition, and its lines have no timestamp (file-clock.ts). */
const recordOf = (topic: string, offset: number, value: Buffer): InputRecord => ({
  topic,
  partition: 0,
  offset,
  timestampMs: 0,
  value,
})

const unreadable = (path: string, cause: unknown): WaywardenError =>
  new WaywardenError(
    'file_unreadable',
    `Cannot read ${path}: ${cause instanceof Error ? cause.message : String(cause)}`,
    { cause },
  )

const unpacked = (source: Readable, path: string): Readable => {
  if (!path.endsWith('.gz')) return source
  const plain = new PassThrough({ highWaterMark: CHUNK_BYTES })
  // An error of either end reaches the reader of `plain`, which pipeline destroys with it.
  pipeline(source, createGunzip({ chunkSize: CHUNK_BYTES }), plain).catch(() => undefined)
  return plain
}

/** The lines of a chunk lie in its buffer; only one that goes over its end is copied. */
async function* linesOf(source: Readable): AsyncGenerator<Buffer[]> {
  let begun: Buffer[] = []
  for await (const chunk of source as AsyncIterable<Buffer>) {
    const lines: Buffer[] = []
    let start = 0
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      const piece = chunk.subarray(start, end)
      const line = begun.length === 0 ? piece : Buffer.concat([...begun, piece])
      if (begun.length > 0) begun = []
      if (line.length > 0) lines.push(line)
      start = end + 1
    }
    if (start < chunk.length) begun.push(chunk.subarray(start))
    if (lines.length > 0) yield lines
  }
  const last = Buffer.concat(begun)
  if (last.length > 0) yield [last]
}
