import { Type, type Static } from 'typebox'

import { END_OF_TIME_MS } from './date-time.ts'
import type { DeepReadonly } from './deep-readonly.ts'
import { DAY_MS } from './time-units.ts'

export const findingsSchemaName = 'waywarden.finding/3'

/** What accounts can have in common. */
export const sharedTypes = ['device', 'source', 'outlet'] as const
export type SharedType = (typeof sharedTypes)[number]

/** A larger number has no date, or no room in the state: one such record would stop its lane at each try. */
const count = (description: string, maximum = Number.MAX_SAFE_INTEGER) =>
  Type.Integer({ minimum: 0, maximum, description })

const offset = (description: string) => Type.String({ pattern: '^[0-9]{1,16}$', description })

const loudSchema = Type.Object(
  {
    surprise: Type.Number({
      minimum: 1,
      maximum: 20,
      description:
        '-log10 of the share of honest account-days with at least this much evidence against the account.',
    }),
    records: count('Records without a known reason since the day of work began.'),
    distinctWaybills: count('Distinct waybills in the last 24 hours.'),
    foreignWaybills: Type.Optional(count('Foreign waybills among them. Absent if the log does not say.')),
    outletId: Type.Optional(Type.String({ maxLength: 64 })),
    deviceId: Type.Optional(Type.String({ maxLength: 128, description: 'Machine of the look-up.' })),
    sourceIp: Type.Optional(Type.String({ maxLength: 64, description: 'Address of the look-up.' })),
    dayOffset: offset("Offset of the account's first look-up of the day of work. Decimal."),
    offset: offset('Offset of the look-up. Decimal.'),
    eventId: Type.String({ minLength: 1, maxLength: 128 }),
  },
  { description: 'The evidence against the account. Absent if it is merely at work.' },
)

const accountDaySchema = Type.Object({
  entity: Type.Object({
    type: Type.Enum(sharedTypes),
    id: Type.String({ minLength: 1, maxLength: 128 }),
  }),
  accountId: Type.String({ minLength: 1, maxLength: 128 }),
  role: Type.Optional(Type.String({ maxLength: 16, description: 'Short name of the role.' })),
  occurredAt: count('Time of the look-up that the finding comes from, epoch milliseconds.', END_OF_TIME_MS),
  day: count(
    "The day of work, counted from 1970-01-01; it begins at four in the morning by the company's clock.",
    END_OF_TIME_MS / DAY_MS,
  ),
  topic: Type.String({ description: 'Topic of the look-up.' }),
  partition: count('Partition of the look-up.'),
  loud: Type.Optional(loudSchema),
})

/**
 * What the second pass reads: account days so far, each for one machine, address or
 * outlet that the account worked from.
 */
export const findingsRecordSchema = Type.Object(
  {
    schema: Type.Literal(findingsSchemaName),
    findings: Type.Array(accountDaySchema, { minItems: 1, description: 'In the order of the look-ups.' }),
  },
  {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:waywarden:finding:3',
    title: 'Findings about accounts, by what they share, version 3',
    description:
      'The findings of one batch of look-ups for one lane of the second pass, which is one partition of the findings topic. The record key is its number. One finding for every device, source address and outlet of a look-up: once a day for each account at work, and again when the evidence against it grows. Internal. A finding that comes twice changes nothing. Contains no waybill number.',
  },
)

export type LoudRecord = DeepReadonly<Static<typeof loudSchema>>
export type AccountDayRecord = DeepReadonly<Static<typeof accountDaySchema>>
export type FindingsRecord = DeepReadonly<Static<typeof findingsRecordSchema>>
