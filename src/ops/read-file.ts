import { readFileSync, statSync } from 'node:fs'

import { messageOf } from '../contract/errors.ts'

/** Far more than any settings, policy, certificate or secret. A log of events given by mistake is larger. */
const MOST_BYTES = 8 * 1024 * 1024

/** The content of the file; null if it cannot be read or is too large, which is reported. */
export function readBytes(path: string, report: (fault: string) => void): Uint8Array | null {
  try {
    const stats = statSync(path)
    if (stats.isDirectory()) throw new Error('it is a directory')
    if (stats.size <= MOST_BYTES) return new Uint8Array(readFileSync(path))
    report(
      `${path}: has ${stats.size} bytes, more than the ${MOST_BYTES} allowed; check that it is the right file`,
    )
    return null
  } catch (error) {
    report(`${path}: cannot be read: ${messageOf(error)}`)
    return null
  }
}

/**
 * As `readBytes`, as text without a byte order mark. null also if it is not UTF-8: in
 * another encoding a name would be read as another name.
 */
export function readText(path: string, report: (fault: string) => void): string | null {
  const bytes = readBytes(path, report)
  if (bytes === null) return null
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    report(`${path}:${brokenLine(bytes)}: is not UTF-8; save the file in that encoding`)
    return null
  }
}

/** The first line with bytes that are no UTF-8, from 1 on. */
const brokenLine = (bytes: Uint8Array): number => {
  const [sound = ''] = new TextDecoder().decode(bytes).split('\ufffd')
  return sound.split('\n').length
}
