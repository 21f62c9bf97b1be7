import { createPrivateKey, X509Certificate } from 'node:crypto'

import { readText } from './read-file.ts'

export type PemContent = 'certificate' | 'private key'

/**
 * The text of a PEM file; null if it cannot be read or does not begin with such a thing, which is reported.
 * `node:tls` would take any text, and then trust nothing.
 */
export function readPem(path: string, what: PemContent, report: (fault: string) => void): string | null {
  const text = readText(path, report)
  if (text === null) return null
  try {
    if (what === 'certificate') void new X509Certificate(text)
    else createPrivateKey(text)
    return text
  } catch {
    report(`${path}: holds no ${what} in PEM form that can be used without a passphrase`)
    return null
  }
}
