import { once } from 'node:events'
import { createWriteStream, openSync } from 'node:fs'
import type { Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { constants, createGzip } from 'node:zlib'

import { WaywardenError } from '../contract/errors.ts'

const CHUNK_CHARACTERS = 1 << 16

export type LineFile = {
  readonly write: (line: string) => void
  /**
   * Flushes what was written, so that a reader who follows the file sees it, and waits if the file is slower.
   */
  readonly settle: () => Promise<void>
  readonly close: () => Promise<void>
}

/**
 * Writes lines to a file, to standard output (`-`), or gzipped if the name ends in .gz. Shell. Fails closed:
 * a file that cannot be opened, and the first write error, end the run with `file_unwritable`. So does a pipe
 * that nobody reads any more; errors of standard output are reported by cli.ts.
 */
export function openLineFile(path: string): LineFile {
  const end: Writable = path === '-' ? process.stdout : createWriteStream(path, { fd: opened(path) })
  const gzip = path.endsWith('.gz') ? createGzip({ level: constants.Z_BEST_SPEED }) : null
  gzip?.pipe(end)
  const target: Writable = gzip ?? end

  let failure: NodeJS.ErrnoException | null = null
  const broken = new AbortController()
  const fail = (error: NodeJS.ErrnoException) => {
    failure ??= error
    broken.abort()
  }
  for (const stream of new Set([target, end])) stream.on('error', fail)

  const requireWhole = (): void => {
    if (failure !== null) throw unwritable(path, failure)
  }

  let text = ''
  const flush = () => {
    if (text !== '' && failure === null) target.write(text)
    text = ''
  }
  const write = (line: string) => {
    text += line + '\n'
    if (text.length >= CHUNK_CHARACTERS) flush()
  }
  // A broken stream ends the waiting through the signal; `requireWhole` then throws.
  const drained = () => once(target, 'drain', { signal: broken.signal }).catch(() => undefined)
  const settle = async () => {
    flush()
    requireWhole()
    if (target.writableNeedDrain) await drained()
    requireWhole()
  }
  const close = async () => {
    await settle()
    if (target === process.stdout) return
    target.end()
    await finished(end, { signal: broken.signal }).catch(() => undefined)
    requireWhole()
  }
  return { write, settle, close }
}

/** Opens at once, so that nothing is computed for a file that cannot be written. */
const opened = (path: string): number => {
  try {
    return openSync(path, 'w')
  } catch (cause) {
    throw unwritable(path, cause as NodeJS.ErrnoException)
  }
}

const unwritable = (path: string, cause: NodeJS.ErrnoException): WaywardenError =>
  new WaywardenError('file_unwritable', `cannot write ${path}: ${cause.message}`, { cause })
