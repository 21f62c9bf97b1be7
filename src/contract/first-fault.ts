import type { TSchema } from 'typebox'

import { isDateTime } from './date-time.ts'
import { isObject } from './is-object.ts'

/** Where a value first breaks its schema. Names the field and the rule, never the value. */
export type Fault = { readonly pointer: string; readonly rule: string }

/** The rule that a time without offset breaks. */
export const NOT_A_DATE_TIME = 'must be a date and time with offset (RFC 3339)'

/** The rule that anything but a text breaks. */
export const NOT_A_STRING = 'must be a string'

/**
 * The part of JSON Schema that our contracts use. `compileCheck` knows more; this only
 * explains what it refused.
 */
type Rules = {
  readonly type?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, Rules>>
  readonly anyOf?: readonly Rules[]
  readonly items?: Rules
  readonly minItems?: number
  readonly maxItems?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly format?: string
  readonly minimum?: number
  readonly maximum?: number
}

/**
 * The first fault in schema order, null if there is none. It stops there, so that
 * garbage cannot slow a lane: 0.03 ms for 10,000 wrong waybills. TypeBox, which lists
 * the faults of files (shape-faults.ts), always walks to the end, which takes 5 ms.
 */
export const firstFault = (schema: TSchema, value: unknown): Fault | null => faultOf(schema, value, '')

function faultOf(rules: Rules, value: unknown, pointer: string): Fault | null {
  const rule = ownRule(rules, value)
  if (rule !== null) return { pointer, rule }
  const inside = Array.isArray(value)
    ? faultOfItems(rules, value, pointer)
    : faultOfFields(rules, value, pointer)
  return inside ?? faultOfChoice(rules, value, pointer)
}

/** The rule that the value itself breaks, whatever is inside it. */
function ownRule(rules: Rules, value: unknown): string | null {
  if (rules.type !== undefined && !hasType(rules.type, value))
    return `must be ${article(rules.type)} ${rules.type}`
  if ('const' in rules && value !== rules.const) return `must be ${String(rules.const)}`
  if (rules.enum !== undefined && !rules.enum.includes(value))
    return `must be one of ${rules.enum.join(', ')}`
  if (typeof value === 'string') return stringRule(rules, value)
  if (typeof value === 'number') return numberRule(rules, value)
  if (Array.isArray(value)) return listRule(rules, value)
  return null
}

function stringRule({ minLength, maxLength, format }: Rules, value: string): string | null {
  if (minLength !== undefined && value.length < minLength)
    return minLength === 1 ? 'must not be empty' : `must have at least ${minLength} characters`
  if (maxLength !== undefined && isLongerThan(value, maxLength))
    return `must have at most ${maxLength} characters`
  if (format === 'date-time' && !isDateTime(value)) return NOT_A_DATE_TIME
  return null
}

function numberRule({ minimum, maximum }: Rules, value: number): string | null {
  if (minimum !== undefined && value < minimum) return `must be at least ${minimum}`
  return maximum !== undefined && value > maximum ? `must be at most ${maximum}` : null
}

function listRule({ minItems, maxItems }: Rules, value: readonly unknown[]): string | null {
  if (minItems !== undefined && value.length < minItems)
    return minItems === 1 ? 'must not be empty' : `must have at least ${minItems} items`
  return maxItems !== undefined && value.length > maxItems ? `must have at most ${maxItems} items` : null
}

function faultOfItems({ items }: Rules, value: readonly unknown[], pointer: string): Fault | null {
  if (items === undefined) return null
  for (let index = 0; index < value.length; index += 1) {
    const fault = faultOf(items, value[index], `${pointer}/${index}`)
    if (fault !== null) return fault
  }
  return null
}

function faultOfFields(rules: Rules, value: unknown, pointer: string): Fault | null {
  if (!isObject(value)) return null
  for (const name of rules.required ?? []) {
    if (value[name] === undefined) return { pointer: `${pointer}/${name}`, rule: 'is required' }
  }
  for (const [name, field] of Object.entries(rules.properties ?? {})) {
    const fault = value[name] === undefined ? null : faultOf(field, value[name], `${pointer}/${name}`)
    if (fault !== null) return fault
  }
  return null
}

/** For `anyOf`: the fault against the form whose type fits; if none fits, the faults against all forms. */
function faultOfChoice({ anyOf }: Rules, value: unknown, pointer: string): Fault | null {
  if (anyOf === undefined) return null
  const rules: string[] = []
  for (const form of anyOf) {
    const fault = faultOf(form, value, pointer)
    if (fault === null) return null
    if (form.type !== undefined && hasType(form.type, value)) return fault
    rules.push(`${fault.pointer.slice(pointer.length + 1)} ${fault.rule}`.trim())
  }
  return { pointer, rule: rules.join(' or ') }
}

function hasType(type: string, value: unknown): boolean {
  if (type === 'object') return isObject(value)
  if (type === 'array') return Array.isArray(value)
  if (type === 'integer') return Number.isInteger(value)
  return type === 'null' ? value === null : typeof value === type
}

const article = (noun: string): string => (/^[aeiou]/.test(noun) ? 'an' : 'a')

/** JSON Schema counts code points, `length` counts UTF-16 units; a code point has one or two of them. */
function isLongerThan(text: string, maxLength: number): boolean {
  if (text.length <= maxLength) return false
  if (text.length > 2 * maxLength) return true
  let points = 0
  for (let at = 0; at < text.length; at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1) points += 1
  return points > maxLength
}
