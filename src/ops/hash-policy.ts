import { hash } from 'node:crypto'

const VERSION_LENGTH = 16

/** The first 64 bits of SHA-256, in hex: enough to tell the policies of one company apart. */
export const hashPolicy = (canonical: string): string =>
  hash('sha256', canonical, 'hex').slice(0, VERSION_LENGTH)
