import { Type, type Static } from 'typebox'

import type { DeepReadonly } from './deep-readonly.ts'

export const findingsSchemaName = 'waywarden.finding/2'

/** What accounts can have in common. */
export const sharedTypes = ['device', 'source', 'outlet'] as const
export type SharedType = (typeof sharedTypes)[number]

const count = (description: string) => Type.Integer({ minimum: 0, description })

const loudSchema = Type.Object(
  {
    surprise: Type.Number({
      minimum: 1,
      maximum: 20,
      description: '-log10 of the share of honest account-days on which as much speaks against an account.',
    }),
    records: count('Records without a known reason since the day of work began.'),
    distinctWaybills: count('Distinct waybills in the last 24 hours.'),
    foreignWaybills: Type.Optional(count('Of those, foreign ones. Absent where the log does not say.')),
    outletId: Type.Optional(Type.String({ maxLength: 64 })),
    offset: Type.String({ pattern: '^[0-9]{1,16}$', description: 'Of the look-up. Decimal.' }),
    eventId: Type.String({ minLength: 1, maxLength: 128 }),
  },
  { description: 'What speaks against the account. Absent where it is merely at work.' },
)

const accountDaySchema = Type.Object({
  entity: Type.Object({
    type: Type.Enum(sharedTypes),
    id: Type.String({ minLength: 1, maxLength: 128 }),
  }),
  accountId: Type.String({ minLength: 1, maxLength: 128 }),
  role: Type.Optional(Type.String({ maxLength: 16, description: 'As the account is known by.' })),
  occurredAt: Type.Integer({
    minimum: 0,
    description: 'When the look-up happened that is told of: epoch milliseconds.',
  }),
  day: count(
    "The day of work that is told of, counted from 1970-01-01; it begins at four in the morning by the company's clock.",
  ),
  topic: Type.String({ description: 'Where the look-up lies.' }),
  partition: Type.Integer({ minimum: 0 }),
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
    $id: 'urn:waywarden:finding:2',
    title: 'Findings about accounts at what they share, version 2',
    description:
      'What one batch of look-ups has to tell one lane of the second pass, which is one partition of the findings topic. The record key is its number. One finding for every device, source address and outlet of a look-up: once a day for each account at work, and again when more speaks against it. Internal: what comes twice changes nothing. Contains no waybill number.',
  },
)

export type LoudRecord = DeepReadonly<Static<typeof loudSchema>>
export type AccountDayRecord = DeepReadonly<Static<typeof accountDaySchema>>
export type FindingsRecord = DeepReadonly<Static<typeof findingsRecordSchema>>
