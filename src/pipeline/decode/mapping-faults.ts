import type { TSchema } from 'typebox'

import { allErrors } from '../../contract/all-errors.ts'
import type { Fault } from '../../contract/first-fault.ts'
import { mappingSchema } from './mapping-schema.ts'

const fields: Readonly<Record<string, TSchema & { readonly anyOf: TSchema[] }>> = mappingSchema.properties
const required: readonly string[] = mappingSchema.required

/** Every fault of a `mapping` setting at once, as pointers into it; none means that `compileMapping` takes it. */
export function mappingFaults(mapping: unknown): readonly Fault[] {
  if (!isObject(mapping)) return [{ pointer: '', rule: 'must be an object of fields' }]
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

function faultsOf(name: string, source: unknown): Fault[] {
  const at = `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined
  if (field === undefined)
    return [
      { pointer: at, rule: `is no field of the audit event; there are ${Object.keys(fields).join(', ')}` },
    ]
  const [short = field, long = field] = field.anyOf
  const faults = faultsAgainst(isObject(source) ? long : short, source, at)
  return isObject(source) ? [...faults, ...choiceFaults(source, at)] : faults
}

function faultsAgainst(schema: TSchema, value: unknown, at: string): Fault[] {
  return allErrors(schema, value)
    .filter(({ keyword }) => keyword !== 'additionalProperties')
    .map(({ keyword, instancePath, message, params }) => {
      const pointer = at + instancePath
      if (keyword === 'boolean') return { pointer, rule: 'is no key of this field' }
      if (keyword === 'format') return { pointer, rule: 'must be a JSON Pointer, like /user/id' }
      if ('allowedValues' in params)
        return { pointer, rule: `must be one of ${params.allowedValues.join(', ')}` }
      return { pointer, rule: message }
    })
}

/** What the schema cannot say in words that help: one way to fill a field, and values only of a pointer. */
function choiceFaults(source: object, at: string): Fault[] {
  const hasPointer = 'pointer' in source
  const hasConstant = 'constant' in source
  if (hasPointer && hasConstant) return [{ pointer: at, rule: 'must have a pointer or a constant, not both' }]
  if (hasConstant && ('values' in source || 'otherwise' in source))
    return [{ pointer: at, rule: 'has a constant: values and otherwise go with a pointer' }]
  return hasPointer || hasConstant ? [] : [{ pointer: at, rule: 'must have a pointer or a constant' }]
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
