import { once } from 'node:events'
import { constants, createWriteStream, fstatSync, ftruncateSync, openSync } from 'node:fs'
import type { Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { constants as zlib, createGzip } from 'node:zlib'

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
 * that nobody reads any more; errors of standard output are reported by cli.ts. What the file held is kept
 * until something is flushed or it is closed: another output of the command may turn out not to be writable.
 */
export function openLineFile(path: string): LineFile {
  const file = path === '-' ? null : opened(path)
  const end: Writable = file === null ? process.stdout : createWriteStream(path, { fd: file })
  const gzip = path.endsWith('.gz') ? createGzip({ level: zlib.Z_BEST_SPEED }) : null
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
  let uncleared = file
  const flush = () => {
    if (uncleared !== null) clear(uncleared, path)
    uncleared = null
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
    if (target === process.stdout) {
      target.off('error', fail) // it outlives this file
      return
    }
    target.end()
    await finished(end, { signal: broken.signal }).catch(() => undefined)
    requireWhole()
  }
  return { write, settle, close }
}

/** Opens at once, so that nothing is computed for a file that cannot be written. It keeps its content. */
const opened = (path: string): number => {
  try {
    return openSync(path, constants.O_WRONLY | constants.O_CREAT)
  } catch (cause) {
    throw unwritable(path, cause as NodeJS.ErrnoException)
  }
}

/** Empties a file. Pipes and devices hold nothing that could be cleared. */
const clear = (file: number, path: string): void => {
  try {
    if (fstatSync(file).isFile()) ftruncateSync(file)
  } catch (cause) {
    throw unwritable(path, cause as NodeJS.ErrnoException)
  }
}

const unwritable = (path: string, cause: NodeJS.ErrnoException): WaywardenError =>
  new WaywardenError('file_unwritable', `cannot write ${path}: ${cause.message}`, { cause })
