/** Reads one place of a parsed JSON value; undefined where there is nothing. */
export type Reader = (value: unknown) => unknown

/**
 * A reader for a JSON Pointer (RFC 6901), made once. Only what the JSON text itself holds is found: `/constructor` of an
 * object without such a field is nothing.
 */
export function compilePointer(pointer: string): Reader {
  const [first, second, ...rest] = pointer
    .split('/')
    .slice(1)
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'))
  if (first === undefined) return (value) => value
  if (second === undefined) return (value) => child(value, first)
  if (rest.length === 0) return (value) => child(child(value, first), second)
  return (value) => rest.reduce(child, child(child(value, first), second))
}

function child(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
  return (value as Readonly<Record<string, unknown>>)[name]
}
