import type { TSchema } from 'typebox'
import type { TLocalizedValidationError } from 'typebox/error'
import { Settings } from 'typebox/system'
import { Errors, Pointer } from 'typebox/value'

import { isObject } from './is-object.ts'
import { nearest } from './nearest.ts'
import { plainNumber } from './plain-number.ts'

/** What is wrong with a value, and where. Never repeats the value: it may be a secret. */
export type ShapeFault = {
  readonly path: readonly string[]
  /** Whether the key itself is at fault or what it holds. */
  readonly at: 'key' | 'value'
  readonly message: string
}

/** Every way in which the value departs from the schema; empty if it fits. The schema must have no union. */
export const findShapeFaults = (schema: TSchema, value: unknown): readonly ShapeFault[] =>
  allErrors(schema, value).flatMap((error) => explain(schema, value, error))

/**
 * TypeBox stops at 8 errors unless told otherwise; whoever corrects a file wants to see all of them. Of a
 * mapping with more unknown keys than any other limit it would report only what `explain` leaves out, and the
 * file would pass.
 */
const NO_LIMIT = Number.MAX_SAFE_INTEGER

function allErrors(schema: TSchema, value: unknown): readonly TLocalizedValidationError[] {
  const { maxErrors } = Settings.Get()
  Settings.Set({ maxErrors: NO_LIMIT })
  try {
    return Errors(schema, value)
  } finally {
    Settings.Set({ maxErrors })
  }
}

function explain(schema: TSchema, value: unknown, error: TLocalizedValidationError): readonly ShapeFault[] {
  const path = Pointer.Indices(error.instancePath)
  const here: unknown = Pointer.Get(schema, error.schemaPath.slice(1))
  // The closed object that refused the key reports it too.
  if (error.keyword === 'boolean') return []
  if (error.keyword === 'additionalProperties') {
    const keys = error.params.additionalProperties
    return keys.map((key) => ({ path: [...path, key], at: 'key', message: unknownKey(key, here, schema) }))
  }
  if (error.keyword === 'required') {
    return error.params.requiredProperties.map((key) => ({ path, at: 'key', message: `needs ${key}` }))
  }
  if (error.keyword === 'uniqueItems') {
    return error.params.duplicateItems.map((item) => ({
      path: [...path, String(item)],
      at: 'value',
      message: 'is in the list already',
    }))
  }
  const quotes = isQuoted(error, Pointer.Get(value, error.instancePath)) ? ['without quotes'] : []
  const message = [departure(error, here), ...quotes, ...meaningOf(here)].join(', ')
  return [{ path, at: 'value', message }]
}

function departure(error: TLocalizedValidationError, schema: unknown): string {
  if (isEmptiness(error)) return 'must not be empty'
  if (error.keyword === 'enum') return `must be one of ${error.params.allowedValues.join(', ')}`
  if ('comparison' in error.params) return `must be ${BOUNDS[error.params.comparison]} ${error.params.limit}`
  if (error.keyword === 'multipleOf') return `must be a multiple of ${error.params.multipleOf}`
  const example = examples(schema)
  if (example !== null) return `must look like ${example}`
  const kind = error.keyword === 'type' ? KINDS[String(error.params.type)] : undefined
  return kind === undefined ? error.message : `must be ${kind}`
}

/** Whether a number was asked for, and there is one, but as text. */
const isQuoted = ({ keyword, params }: TLocalizedValidationError, found: unknown): boolean =>
  keyword === 'type' &&
  ['number', 'integer'].includes(String(params.type)) &&
  typeof found === 'string' &&
  plainNumber(found) !== null

/** The title of a value tells what a rule alone would not; that of a document is its name. */
const meaningOf = (schema: unknown): readonly string[] => {
  const { title, type } = fieldsOf(schema)
  return typeof title === 'string' && type !== 'object' ? [title] : []
}

/** The same words as in first-fault.ts and settings-rules.ts. */
const BOUNDS = { '>=': 'at least', '<=': 'at most', '>': 'above', '<': 'below' } as const

const isEmptiness = ({ keyword, params }: TLocalizedValidationError): boolean =>
  (keyword === 'minLength' || keyword === 'minItems') && Object.values(params)[0] === 1

/** JSON types in the words of a person who writes YAML. */
const KINDS: Readonly<Record<string, string>> = {
  array: 'a list, such as [one, two]',
  object: 'a mapping of keys to values',
  integer: 'a whole number',
  number: 'a number',
  string: 'text, which needs quotes where it looks like a number',
  boolean: 'true or false',
  null: 'empty',
}

/** `here` is the part of the whole schema that refused the key. */
function unknownKey(key: string, here: unknown, whole: TSchema): string {
  const below = findHomes(key, here)
  if (below.length > 0) return `is not known here; it belongs ${placesOf(below)}`
  const elsewhere = findHomes(key, whole)
  // A key that several parts have may be meant for this one too, by another name.
  const what = elsewhere.length === 1 ? `is not known here, but ${placesOf(elsewhere)}` : 'is not known'
  const known = Object.keys(propertiesOf(here))
  const meant = nearest(key, known)
  if (meant !== null) return `${what}; did you mean ${meant}?`
  return known.length === 0 ? what : `${what}; known here: ${known.join(', ')}`
}

/** The dotted paths of the parts that know the key; that of the schema itself is empty. */
function findHomes(key: string, schema: unknown): readonly string[] {
  const properties = propertiesOf(schema)
  const below = Object.entries(properties).flatMap(([name, part]) =>
    findHomes(key, part).map((home) => (home === '' ? name : `${name}.${home}`)),
  )
  return Object.hasOwn(properties, key) ? ['', ...below] : below
}

function placesOf(homes: readonly string[]): string {
  if (homes.length > 1) return `under one of ${homes.join(', ')}`
  return homes[0] === '' ? 'at the top level' : `under ${homes[0]}`
}

function examples(schema: unknown): string | null {
  const list = fieldsOf(schema)['examples']
  return Array.isArray(list) ? list.join(' or ') : null
}

const propertiesOf = (schema: unknown): Readonly<Record<string, unknown>> =>
  fieldsOf(fieldsOf(schema)['properties'])

/** The fields of a schema, or of a part of it; none of anything else. */
const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> => (isObject(value) ? value : {})
