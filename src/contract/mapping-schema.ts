import { type Static, type TProperties, type TSchema, type TSchemaOptions, Type } from 'typebox'

import { textLengths } from './audit-event.ts'
import type { DeepReadonly } from './deep-readonly.ts'
import { actions, outcomes } from './look-up.ts'

const asPointer = { title: 'a JSON Pointer', format: 'json-pointer', examples: ['/user/id'] } as const

const pointer = Type.String({ ...asPointer, description: 'A JSON Pointer (RFC 6901).' })

/** A pointer alone, or an object with the given keys. */
const from = <Keys extends TProperties>(keys: Keys, about: TSchemaOptions = {}) =>
  Type.Union([pointer, Type.Object(keys, { additionalProperties: false })], about)

/** A pointer, optionally with its values translated, or a constant for every event. */
const wordFrom = <Word extends TSchema>(word: Word) =>
  Type.Optional(
    from({
      pointer: Type.Optional(pointer),
      values: Type.Optional(
        Type.Record(Type.String(), word, {
          description: 'Translates values of the log to those of the audit event; others stay.',
        }),
      ),
      otherwise: Type.Optional(word),
      constant: Type.Optional(word),
    }),
  )

/** As `wordFrom`, for texts as long as the field's may be: every event with a longer one would be refused. */
const textFrom = (field: keyof typeof textLengths) => wordFrom(Type.String({ maxLength: textLengths[field] }))

const timeUnits = ['seconds', 'milliseconds', 'microseconds', 'nanoseconds'] as const
export type TimeUnit = (typeof timeUnits)[number]

const time = from({
  pointer,
  unit: Type.Optional(
    Type.Enum(timeUnits, { default: 'milliseconds', description: 'Unit of a numeric time.' }),
  ),
  offset: Type.Optional(
    Type.String({
      pattern: '^(?:Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])$',
      examples: ['+08:00'],
      description:
        'Offset from UTC, if the log writes local times without one. A date may have slashes, and a fraction of a second a comma.',
    }),
  ),
})

const id = from(
  { pointer },
  {
    description:
      'Leave it out if the log has no event ids. The HMAC-SHA-256 of the event, keyed from the token key, then replaces it, and of events that are the same byte for byte all but the first are duplicates.',
  },
)

const count = from({
  pointer: Type.Optional(pointer),
  constant: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000_000 })),
})

const waybills = from({
  pointer: Type.String({
    ...asPointer,
    description:
      'A list of waybills, or a single one. A text of several numbers is read as several: between commas, semicolons, vertical bars, tabs or lines, and between blanks what has eight characters or more; fewer are part of a number in groups.',
  }),
  no: Type.Optional(
    Type.String({
      ...asPointer,
      default: '',
      description: 'Where the number is inside one waybill. Empty: each waybill is the number itself.',
    }),
  ),
  outletIds: Type.Optional(
    Type.Array(pointer, {
      minItems: 1,
      description: 'Where outlets are inside one waybill; each place holds a text or a list.',
    }),
  ),
})

/** The `mapping` setting: which place of another audit log fills which field of the audit event. */
export const mappingSchema = Type.Object(
  {
    eventId: Type.Optional(id),
    occurredAt: time,
    accountId: from({ pointer }),
    accountRole: textFrom('accountRole'),
    outletId: textFrom('outletId'),
    regionCode: textFrom('regionCode'),
    action: wordFrom(Type.Enum(actions)),
    outcome: wordFrom(Type.Enum(outcomes)),
    waybills: Type.Optional(waybills),
    recordCount: Type.Optional(count),
    ticketId: textFrom('ticketId'),
    sourceIp: textFrom('sourceIp'),
    deviceId: textFrom('deviceId'),
    sessionId: textFrom('sessionId'),
    userAgent: textFrom('userAgent'),
    channel: textFrom('channel'),
  },
  {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:waywarden:mapping:1',
    title: 'Mapping of an audit log in another format, version 1',
    additionalProperties: false,
    description: 'Where an audit log in another format has the fields of the audit event.',
  },
)

export type Mapping = DeepReadonly<Static<typeof mappingSchema>>

/** What one field is filled from, in the long form; which keys a field takes is in `mappingSchema`. */
export type FieldSource = {
  readonly pointer?: string
  readonly constant?: string | number
  readonly values?: Readonly<Record<string, string>>
  readonly otherwise?: string
  readonly unit?: TimeUnit
  readonly offset?: string
  readonly no?: string
  readonly outletIds?: readonly string[]
}

export const longForm = (source: string | FieldSource): FieldSource =>
  typeof source === 'string' ? { pointer: source } : source
