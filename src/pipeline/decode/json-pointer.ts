/** Reads one place of a parsed JSON value; undefined where there is nothing. */
export type Reader = (value: unknown) => unknown

/**
 * A reader for a JSON Pointer (RFC 6901), made once. Only what the JSON text itself holds is found: `/constructor` of an
 * object without such a field is nothing.
 */
export function compilePointer(pointer: string): Reader {
  const [first, ...rest] = pointer.split('/').slice(1).map(readerOf)
  if (first === undefined) return (value) => value
  return rest.reduce((outer, inner) => (value) => inner(outer(value)), first)
}

function readerOf(escaped: string): Reader {
  const name = escaped.replaceAll('~1', '/').replaceAll('~0', '~')
  // Asking who owns a field is dear, and without a field of that name to inherit there is nothing to ask.
  if (!(name in Object.prototype) && !(name in Array.prototype))
    return (value) => (isObject(value) ? value[name] : undefined)
  return (value) => (isObject(value) && isWritten(value, name) ? value[name] : undefined)
}

/** An array has a length that no text holds. */
const isWritten = (value: object, name: string): boolean =>
  Object.prototype.propertyIsEnumerable.call(value, name)

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null
