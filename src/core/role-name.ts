import { scatterText } from './hash-text.ts'

const MOST_UNITS = 12
const BEGINNING = 5

/**
 * What a role is known by: itself, or its beginning and a hash, since what an account keeps of its role is bounded. A cut may leave half a
 * letter, which the store's UTF-8 cannot carry: the role would come back under another name.
 */
export const roleName = (role: string): string =>
  (role.length <= MOST_UNITS
    ? role
    : role.slice(0, BEGINNING) + scatterText(role).toString(36)
  ).toWellFormed()
