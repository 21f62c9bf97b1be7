import { createHash } from 'node:crypto'

/** A digest of what is stored, to be pinned beside the version that says in which form it is. */
export const formOf = (...parts: readonly (Uint8Array | string)[]): string => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest('hex').slice(0, 16)
}
