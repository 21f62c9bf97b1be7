import type { TSchema } from 'typebox'
import type { TLocalizedValidationError } from 'typebox/error'
import { Settings } from 'typebox/system'
import { Errors } from 'typebox/value'

// TypeBox stops at 8 errors unless told otherwise; whoever corrects a file wants to see all of them.
const MANY_ERRORS = 10_000

/** Every way in which the value departs from the schema; empty when it fits. */
export function allErrors(schema: TSchema, value: unknown): readonly TLocalizedValidationError[] {
  const { maxErrors } = Settings.Get()
  Settings.Set({ maxErrors: MANY_ERRORS })
  try {
    return Errors(schema, value)
  } finally {
    Settings.Set({ maxErrors })
  }
}
