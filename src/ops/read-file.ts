import { readFileSync } from 'node:fs'

/** What the file holds; null where it cannot be read, which is reported. */
export function readBytes(path: string, report: (fault: string) => void): Uint8Array | null {
  try {
    return new Uint8Array(readFileSync(path))
  } catch {
    report(`${path}: cannot be read; check the path and its permissions`)
    return null
  }
}

/** The same as text, without a byte order mark. */
export function readText(path: string, report: (fault: string) => void): string | null {
  const bytes = readBytes(path, report)
  return bytes === null ? null : new TextDecoder().decode(bytes)
}
