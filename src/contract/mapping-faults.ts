import type { TObject, TSchema } from 'typebox'

import type { Fault } from './first-fault.ts'
import { isObject } from './is-object.ts'
import { mappingSchema } from './mapping-schema.ts'
import { findShapeFaults } from './shape-faults.ts'

/** Each field has a short form and a long one. */
const fields: Readonly<Record<string, { readonly anyOf: readonly [TSchema, TObject] }>> =
  mappingSchema.properties
const required: readonly string[] = mappingSchema.required

/**
 * Every fault of a `mapping` setting at once, as pointers into it. If there is none,
 * `compileMapping` accepts it.
 */
export function mappingFaults(mapping: unknown): readonly Fault[] {
  if (!isObject(mapping)) return [{ pointer: '', rule: 'must be a mapping of keys to values' }]
  return [
    ...missingFields(mapping),
    ...Object.entries(mapping).flatMap(([name, source]) => faultsOf(name, source)),
  ]
}

function missingFields(mapping: object): Fault[] {
  const missing = required.filter((name) => !Object.hasOwn(mapping, name))
  const faults = missing.map((name) => ({
    pointer: `/${name}`,
    rule: 'is required: no event is scored without it',
  }))
  if (hasOutletIds(mapping) && !Object.hasOwn(mapping, 'outletId'))
    faults.push({
      pointer: '/outletId',
      rule: 'is required beside waybills.outletIds: no waybill is foreign to an account without an outlet',
    })
  if (Object.hasOwn(mapping, 'waybills') || Object.hasOwn(mapping, 'recordCount')) return faults
  return [
    ...faults,
    { pointer: '', rule: 'waybills or recordCount is required: no event is scored without either' },
  ]
}

const hasOutletIds = (mapping: object): boolean =>
  'waybills' in mapping && isObject(mapping.waybills) && 'outletIds' in mapping.waybills

/** Escapes a name for use in a JSON Pointer. */
const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1')

function faultsOf(name: string, source: unknown): readonly Fault[] {
  const at = `/${escaped(name)}`
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined
  if (field === undefined)
    return [
      { pointer: at, rule: `is no field of the audit event; there are ${Object.keys(fields).join(', ')}` },
    ]
  const [short, long] = field.anyOf
  if (!isObject(source)) return faultsAgainst(short, source, at)
  const faults = faultsAgainst(long, source, at)
  return 'constant' in long.properties ? [...faults, ...choiceFaults(source, at)] : faults
}

const faultsAgainst = (schema: TSchema, value: unknown, at: string): readonly Fault[] =>
  findShapeFaults(schema, value).map(({ path, message }) => ({
    pointer: [at, ...path.map(escaped)].join('/'),
    rule: message,
  }))

/**
 * Rules that the schema of a field that takes a constant does not have: it is filled in
 * one way, and only a pointer has `values`.
 */
function choiceFaults(source: object, at: string): Fault[] {
  const hasPointer = 'pointer' in source
  const hasConstant = 'constant' in source
  if (hasPointer && hasConstant) return [{ pointer: at, rule: 'must have a pointer or a constant, not both' }]
  if (hasConstant && ('values' in source || 'otherwise' in source))
    return [{ pointer: at, rule: 'has a constant: values and otherwise go with a pointer' }]
  return hasPointer || hasConstant ? [] : [{ pointer: at, rule: 'must have a pointer or a constant' }]
}
