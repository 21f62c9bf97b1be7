import { scatterText } from './hash-text.ts'

const MOST_UNITS = 12
/** What a longer one keeps of its beginning, and how many digits of a hash stand for the rest. */
const KEPT = { beginning: 8, digits: 3 }
const RADIX = 36

/**
 * What a role is known by: itself, or its beginning and a hash as in "regional…0k3", since what an account keeps of its role is bounded. A
 * cut may leave half a letter, which the store's UTF-8 cannot carry: the role would come back under another name.
 */
export const roleName = (said: string): string => {
  // What begins with the other is assumed (assumed-role.ts).
  const role = said.replace(/^~/, '∼')
  return (
    role.length <= MOST_UNITS ? role : `${role.slice(0, KEPT.beginning)}…${hashOf(role)}`
  ).toWellFormed()
}

const hashOf = (role: string): string =>
  (scatterText(role) % RADIX ** KEPT.digits).toString(RADIX).padStart(KEPT.digits, '0')
