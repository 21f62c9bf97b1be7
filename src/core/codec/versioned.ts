import { WaywardenError } from '../../contract/errors.ts'

/** What the first byte of an encoded state must be, and what the state is: "the state of an account". */
type Versioned = { readonly version: number; readonly what: string }

/**
 * What `read` makes of the bytes.
 * @throws WaywardenError `state_version_unknown`: another version of the program wrote them; `state_corrupt`: `read` cannot, they are
 * cut or damaged.
 */
export const readVersioned = <T>(bytes: Uint8Array, { version, what }: Versioned, read: () => T): T => {
  requireVersion(bytes[0], { version, what })
  return readIntact(what, read)
}

/** @throws WaywardenError `state_version_unknown` where what the store has is of another version. */
export const requireVersion = (found: number | undefined, { version, what }: Versioned): void => {
  if (found === version) return
  throw new WaywardenError(
    'state_version_unknown',
    `Version ${found} of ${what} is not ${version}: run the version of waywarden that wrote it, or start with a new redis.keyPrefix and kafka.groupId`,
    { cause: { version: found } },
  )
}

/** What `read` makes of what the store has. @throws WaywardenError `state_corrupt`: `read` cannot, it is cut or damaged. */
export const readIntact = <T>(what: string, read: () => T): T => {
  try {
    return read()
  } catch (cause) {
    if (cause instanceof WaywardenError) throw cause
    const message = `The store has ${what} that cannot be read: restore it from a backup`
    throw new WaywardenError('state_corrupt', message, { cause })
  }
}
