import { randomBytes } from 'node:crypto'

/** A unique name for a topic, group or key prefix on a server that tests share. */
export function uniqueName(prefix: string): string {
  return `${prefix}-${randomBytes(5).toString('hex')}`
}
