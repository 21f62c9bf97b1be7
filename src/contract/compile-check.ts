import type { Static, TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { Format } from 'typebox/format'

import { isDateTime } from './date-time.ts'

/**
 * Compiles one of our definitions into a check that is equal in meaning to the JSON Schema it prints: lengths
 * count code points and `date-time` is asserted (TypeBox' own takes RFC 9557 suffixes too). Compile once, at
 * the start, because it generates code.
 */
export function compileCheck<Schema extends TSchema>(
  schema: Schema,
): (value: unknown) => value is Static<Schema> {
  Format.Set('date-time', isDateTime)
  const validator = Compile(schema)
  return (value): value is Static<Schema> => validator.Check(value)
}
