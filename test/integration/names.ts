import { randomBytes } from 'node:crypto'

/** A name for a topic, group or key prefix on a shared server that no other test has. */
export function uniqueName(prefix: string): string {
  return `${prefix}-${randomBytes(5).toString('hex')}`
}
