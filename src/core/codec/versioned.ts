import { WaywardenError } from '../../contract/errors.ts'

/**
 * The first byte that an encoded state must have, and a name of the state for messages: "the state of an
 * account".
 */
type Versioned = { readonly version: number; readonly what: string }

/**
 * Checks the version and returns what `read` returns.
 * @throws WaywardenError `state_version_unknown`: another version of the program wrote the bytes;
 * `state_corrupt`: `read` fails, because they are cut or damaged.
 */
export const readVersioned = <T>(bytes: Uint8Array, { version, what }: Versioned, read: () => T): T => {
  requireVersion(bytes[0], { version, what })
  return readIntact(what, read)
}

/** @throws WaywardenError `state_version_unknown` if the stored state is of another version. */
export const requireVersion = (found: number | undefined, { version, what }: Versioned): void => {
  if (found === version) return
  throw new WaywardenError(
    'state_version_unknown',
    `Version ${found} of ${what} is not ${version}: run the version of waywarden that wrote it, or start with a new redis.keyPrefix and kafka.groupId`,
    { cause: { version: found } },
  )
}

/**
 * Returns what `read` returns. @throws WaywardenError `state_corrupt` if `read` fails, because the state is
 * cut or damaged.
 */
export const readIntact = <T>(what: string, read: () => T): T => {
  try {
    return read()
  } catch (cause) {
    if (cause instanceof WaywardenError) throw cause
    const message = `The store has ${what} that cannot be read: restore it from a backup`
    throw new WaywardenError('state_corrupt', message, { cause })
  }
}
