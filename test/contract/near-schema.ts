import * as fc from 'fast-check'

import { dateTimes } from './date-times.ts'

/** The keywords that the reference schemas use. */
export type JsonSchema = {
  readonly type?: string | readonly string[]
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly anyOf?: readonly JsonSchema[]
  readonly items?: JsonSchema
  readonly maxItems?: number
  readonly maxLength?: number
  readonly format?: string
  readonly minimum?: number
  readonly maximum?: number
}

const rarely = { weight: 1 } as const

/**
 * Values around the limits of a schema: right but for one place, which lies on a limit, beside it, or is junk.
 * Made from the reference schema, so that it cannot share a mistake with our own definition.
 */
export function nearSchema(schema: JsonSchema): fc.Arbitrary<unknown> {
  return fc.oneof({ arbitrary: edgy(schema), weight: 30 }, { arbitrary: junk, ...rarely }).map(asParsed)
}

function fitting(schema: JsonSchema): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum)
  return fc.oneof(...forms(schema).map((form) => fittingOf(form)))
}

function fittingOf(schema: JsonSchema): fc.Arbitrary<unknown> {
  const { type, maxLength = 20, minimum = -5, maximum = 1e9, items = {} } = schema
  if (type === 'object') return objects(schema, null)
  if (type === 'array') return fc.array(fitting(items), { minLength: 1, maxLength: 3 })
  if (type === 'boolean') return fc.boolean()
  if (type === 'null') return fc.constant(null)
  if (type === 'number') return fc.double({ min: minimum, max: maximum, noNaN: true })
  if (type === 'integer') return fc.integer({ min: minimum, max: maximum })
  if (schema.format === 'date-time')
    return fc.constantFrom('2026-03-02T10:15:00.123+08:00', '2026-03-02T02:15:00Z')
  return fc.integer({ min: 1, max: maxLength }).map((length) => 'x'.repeat(length))
}

function edgy(schema: JsonSchema): fc.Arbitrary<unknown> {
  const usual = edgyOf(schema)
  return fc.oneof(
    { arbitrary: usual, weight: 5 },
    { arbitrary: fitting(schema), weight: 3 },
    { arbitrary: junk, ...rarely },
  )
}

function edgyOf(schema: JsonSchema): fc.Arbitrary<unknown> {
  const { type, items = {}, maxItems = 50 } = schema
  if (schema.const !== undefined) return fc.constantFrom(schema.const, 'waywarden.alert/2')
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum, '', 'QUERY', 'found ', 'open,updated')
  const variants = forms(schema)
  if (variants.length > 1) return fc.oneof(...variants.map(edgyOf))
  if (type === 'object') return edgyObjects(schema)
  if (type === 'array') return edgyLists(items, maxItems)
  if (type === 'string') return schema.format === 'date-time' ? dateTimes : strings(schema.maxLength ?? 20)
  return type === 'integer' || type === 'number' ? numbers(schema) : fitting(schema)
}

/** A type list, or alternatives with types of their own, as so many schemas of one type. */
function forms(schema: JsonSchema): readonly JsonSchema[] {
  const variants = schema.anyOf?.filter((form) => form.type !== undefined) ?? []
  if (variants.length > 0) return variants
  return typeof schema.type === 'object' ? schema.type.map((type) => ({ ...schema, type })) : [schema]
}

function edgyObjects(schema: JsonSchema): fc.Arbitrary<unknown> {
  const strangers = fc.dictionary(fc.constantFrom('extra', '__proto__', 'constructor', 'Waybills'), junk, {
    maxKeys: 2,
  })
  const names = Object.keys(schema.properties ?? {})
  const known = fc.constantFrom(...names).chain((name) => objects(schema, name))
  return fc.tuple(known, strangers).map(([fields, others]) => ({ ...others, ...(fields as object) }))
}

/** Fitting fields, but for the one named. */
function objects({ properties = {}, required = [] }: JsonSchema, odd: string | null): fc.Arbitrary<unknown> {
  const fields = Object.entries(properties).map(([name, schema]) => {
    const present = { arbitrary: name === odd ? edgy(schema) : fitting(schema), weight: 6 }
    const isKept = name !== odd && required.includes(name)
    return [
      name,
      isKept ? present.arbitrary : fc.oneof(present, { arbitrary: fc.constant(undefined), ...rarely }),
    ] as const
  })
  return fc.record(Object.fromEntries(fields))
}

function edgyLists(items: JsonSchema, maxItems: number): fc.Arbitrary<unknown> {
  const sizes = fc.constantFrom(maxItems, maxItems + 1)
  const atTheLimit = fc
    .tuple(fitting(items), sizes)
    .map(([item, size]) => Array.from({ length: size }, () => item))
  const oneOdd = fc
    .tuple(fc.array(fitting(items), { maxLength: 3 }), edgy(items))
    .map(([list, item]) => [...list, item])
  return fc.oneof(
    { arbitrary: oneOdd, weight: 6 },
    { arbitrary: atTheLimit, ...rarely },
    { arbitrary: fc.constant([]), ...rarely },
  )
}

/** Lengths around the limit, in letters of one and two UTF-16 units, and in half a letter. */
function strings(maxLength: number): fc.Arbitrary<string> {
  const lengths = [
    0,
    1,
    2,
    maxLength / 2,
    maxLength - 1,
    maxLength,
    maxLength + 1,
    2 * maxLength,
    2 * maxLength + 1,
  ]
  const letters = ['x', '7', 'é', '漢', '😀', 'a😀', '\ud83d', '\ude00', '\u0000', 'e\u0301', '👩‍👩‍👧']
  return fc
    .tuple(fc.constantFrom(...lengths), fc.constantFrom(...letters))
    .map(([points, letter]) => Array.from(letter.repeat(points)).slice(0, points).join(''))
}

function numbers({ type, minimum = -5, maximum = 1e9 }: JsonSchema): fc.Arbitrary<unknown> {
  const edges = [minimum - 1, minimum, maximum, maximum + 1, -0, 1, 2 ** 53, 1e21, 1e300, 0.5]
  return fc.constantFrom(...edges, type === 'number' ? minimum + 0.5 : minimum + 1)
}

const junk: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, 0, -1, 1.5, '', 'x', [], {}, [null], [[]], { no: 1 }, 'query'),
  fc.jsonValue({ maxDepth: 2 }),
)

/** As it comes from the wire: no undefined, `__proto__` a key like any other. */
const asParsed = (value: unknown): unknown => JSON.parse(JSON.stringify(value))
