import type { Static, TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { Format } from 'typebox/format'

import { isDateTime } from './date-time.ts'

/**
 * A compiled check of one of our definitions, equal in meaning to the JSON Schema it prints: lengths count code points
 * and `date-time` is asserted (TypeBox' own takes RFC 9557 suffixes too). Compile once, at the start: it makes code.
 */
export function compileCheck<Schema extends TSchema>(
  schema: Schema,
): (value: unknown) => value is Static<Schema> {
  Format.Set('date-time', isDateTime)
  const validator = Compile(schema)
  return (value): value is Static<Schema> => validator.Check(value)
}
