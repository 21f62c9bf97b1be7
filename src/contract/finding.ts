import { Type, type Static } from 'typebox'

import type { DeepReadonly } from './deep-readonly.ts'

export const findingSchemaName = 'waywarden.finding/1'

/** What accounts can have in common. */
export const sharedTypes = ['device', 'source', 'outlet'] as const
export type SharedType = (typeof sharedTypes)[number]

const count = (description: string) => Type.Integer({ minimum: 0, description })

/** What the second pass reads: one account's day so far, told to one machine, address or outlet that it worked from. */
export const findingRecordSchema = Type.Object(
  {
    schema: Type.Literal(findingSchemaName),
    entity: Type.Object({
      type: Type.Enum(sharedTypes),
      id: Type.String({ minLength: 1, maxLength: 128 }),
    }),
    accountId: Type.String({ minLength: 1, maxLength: 128 }),
    role: Type.Optional(Type.String({ maxLength: 64 })),
    outletId: Type.Optional(Type.String({ maxLength: 64 })),
    regionCode: Type.Optional(Type.String({ maxLength: 32 })),
    occurredAt: Type.Integer({
      minimum: 0,
      description: 'When the look-up happened that is told of: epoch milliseconds.',
    }),
    day: count("The company's local day that the surprise is of: whole days since 1970-01-01."),
    surprise: Type.Number({
      minimum: 0,
      maximum: 20,
      description:
        '-log10 of the share of honest account-days on which as much speaks against an account; 0: it is merely at work.',
    }),
    records: count('Records without a known reason in the last 24 hours.'),
    distinctWaybills: count('Distinct waybills in the last 24 hours.'),
    foreignWaybills: Type.Optional(count('Of those, foreign ones. Absent where the log does not say.')),
    detectors: Type.Array(Type.String({ maxLength: 64 }), {
      maxItems: 32,
      description: 'What spoke at the look-up, the loudest first.',
    }),
    topic: Type.String({ description: 'Where the look-up lies.' }),
    partition: Type.Integer({ minimum: 0 }),
    offset: Type.String({ pattern: '^[0-9]{1,16}$', description: 'Decimal.' }),
    eventId: Type.String({ minLength: 1, maxLength: 128 }),
  },
  {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:waywarden:finding:1',
    title: 'Finding about one account at what it shares, version 1',
    description:
      'One for every device, source address and outlet of a look-up: once a day for each account at work, and again when more speaks against it. Record key on the findings topic = type:id of the entity. Internal: what comes twice changes nothing. Contains no waybill number.',
  },
)

export type FindingRecord = DeepReadonly<Static<typeof findingRecordSchema>>
