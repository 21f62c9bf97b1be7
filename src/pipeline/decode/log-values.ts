// Values of another log, in the types of the audit event. What does not fit is left for the check to refuse.
const DIGITS = /^[0-9]+(?:\.[0-9]+)?$/

/** Whether a field has no value. Logs also write that as an empty text. */
export const isAbsent = (value: unknown): boolean => value === undefined || value === null || value === ''

/** Numbers and booleans as texts, and null as nothing. A number too large to be exact stays a number. */
export function toText(value: unknown): unknown {
  if (value === null) return undefined
  const isExact = typeof value === 'boolean' || (typeof value === 'number' && Number.isSafeInteger(value))
  return isExact ? String(value) : value
}

/** Numbers written as texts as numbers, and what is absent as nothing. */
export function toNumber(value: unknown): unknown {
  if (isAbsent(value)) return undefined
  return typeof value === 'string' && DIGITS.test(value) ? Number(value) : value
}
