import { scatterText } from './hash-text.ts'

const MOST_UNITS = 12
/**
 * A longer role keeps this many units of its beginning, and this many digits of a hash stand for the rest.
 */
const KEPT = { beginning: 8, digits: 3 }
const RADIX = 36

/**
 * The short name of a role: the role itself, or its beginning and a hash as in "regional…0k3", because what
 * an account keeps of its role is bounded. A cut may leave half a surrogate pair, which the store's UTF-8
 * cannot carry. It is replaced, or the role would come back under another name.
 */
export const roleName = (said: string): string => {
  // Names that begin with "~" are reserved for assumed roles (assumed-role.ts).
  const role = said.replace(/^~/, '∼')
  return (
    role.length <= MOST_UNITS ? role : `${role.slice(0, KEPT.beginning)}…${hashOf(role)}`
  ).toWellFormed()
}

const hashOf = (role: string): string =>
  (scatterText(role) % RADIX ** KEPT.digits).toString(RADIX).padStart(KEPT.digits, '0')
