import { createWriteStream } from 'node:fs'
import type { Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { createGzip, constants } from 'node:zlib'
import { once } from 'node:events'
import { WaywardenError } from '../../contract/errors.ts'

const CHUNK_CHARACTERS = 1 << 18

/**
 * Lines into a file, `-` (standard output) or, by its name, a .gz. Shell: fails closed, the first write error ends
 * the run; a reader that closed the pipe ends it quietly.
 */
export type LineFile = {
  readonly write: (line: string) => void
  /** Waits when the file is slower than the simulation. False: nobody reads any more. */
  readonly settle: () => Promise<boolean>
  readonly close: () => Promise<void>
}

export function openLineFile(path: string): LineFile {
  const end: Writable = path === '-' ? process.stdout : createWriteStream(path)
  const gzip = path.endsWith('.gz') ? createGzip({ level: constants.Z_BEST_SPEED }) : null
  gzip?.pipe(end)
  const target: Writable = gzip ?? end
  let failure: NodeJS.ErrnoException | null = null
  const fail = (error: NodeJS.ErrnoException) => (failure ??= error)
  for (const stream of new Set([target, end])) stream.on('error', fail)

  let text = ''
  let full = false
  const flush = () => {
    if (text !== '') full = !target.write(text)
    text = ''
  }
  const isRead = (): boolean => {
    if (failure === null) return true
    if (failure.code === 'EPIPE') return false
    throw new WaywardenError('file_unwritable', `cannot write ${path}: ${failure.message}`, {
      cause: failure,
    })
  }
  const write = (line: string) => {
    text += line + '\n'
    if (text.length >= CHUNK_CHARACTERS) flush()
  }
  const settle = async () => {
    if (isRead() && full) await once(target, 'drain').catch(() => undefined)
    full = false
    return isRead()
  }
  const close = async () => {
    flush()
    if (end === process.stdout && gzip === null) {
      if (isRead()) await new Promise((resolve) => end.write('', resolve))
      return
    }
    target.end()
    await finished(end).catch(() => undefined)
    isRead()
  }
  return { write, settle, close }
}
