/** Reads one place of a parsed JSON value; undefined if there is nothing. */
export type Reader = (value: unknown) => unknown

/**
 * Compiles a JSON Pointer (RFC 6901) into a reader. It finds only what the JSON text itself holds:
 * `/constructor` of an object without such a field is undefined.
 */
export function compilePointer(pointer: string): Reader {
  const [first, ...rest] = pointer.split('/').slice(1).map(readerOf)
  if (first === undefined) return (value) => value
  return rest.reduce((outer, inner) => (value) => inner(outer(value)), first)
}

function readerOf(escaped: string): Reader {
  const name = escaped.replaceAll('~1', '/').replaceAll('~0', '~')
  // Checking for an own property is slow, and needless for a name that objects and arrays do not inherit.
  if (!(name in Object.prototype) && !(name in Array.prototype))
    return (value) => (isObjectOrArray(value) ? value[name] : undefined)
  return (value) => (isObjectOrArray(value) && isWritten(value, name) ? value[name] : undefined)
}

/** Excludes `length`, which every array owns and no JSON text holds. */
const isWritten = (value: object, name: string): boolean =>
  Object.prototype.propertyIsEnumerable.call(value, name)

const isObjectOrArray = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null
