import { Type, type Static, type TProperties } from 'typebox'

import { auditEventWaybillSchema } from './audit-event.ts'
import type { DeepReadonly } from './deep-readonly.ts'

const text = Type.String({ minLength: 1 })
const time = (description: string) => Type.String({ format: 'date-time', description })

const episode = {
  id: Type.String({ minLength: 1, description: 'Unique among thefts, and among oddities.' }),
  name: Type.String({ minLength: 1, description: 'What kind it is of: results are grouped by it.' }),
  accounts: Type.Array(text, { minItems: 1, description: 'Everybody who took part.' }),
  from: time('When it began, RFC 3339 with offset.'),
  to: time('When it ended; an alert up to a day later is still about it.'),
}

const paramsSchema = Type.Record(Type.String(), Type.Union([Type.Number(), Type.String(), Type.Boolean()]), {
  description: 'How it was done: shown beside a theft that was missed.',
})

const kindOf = <const Kind extends string, Fields extends TProperties>(
  kind: Kind,
  description: string,
  fields: Fields,
) => Type.Object({ kind: Type.Literal(kind), ...fields }, { description })

/** By kind. Further fields are allowed. */
export const labelSchemas = {
  company: kindOf('company', 'What the log is of. The only line of a log without thefts.', {
    seed: Type.Optional(Type.Integer()),
    from: Type.Optional(Type.String({ description: 'When the log begins.' })),
    to: Type.Optional(Type.String({ description: 'When it ends.' })),
    accounts: Type.Optional(Type.Integer({ minimum: 0 })),
    days: Type.Optional(Type.Number({ minimum: 0 })),
    scenario: Type.Optional(Type.String()),
    honeyWaybills: Type.Optional(
      Type.Array(auditEventWaybillSchema.properties.no, {
        description: 'Decoy numbers that nobody has a reason to look up. They are added to the policy.',
      }),
    ),
  }),
  account: kindOf('account', 'An account.', {
    accountId: text,
    role: Type.Optional(Type.String({ description: 'For logs that name no roles.' })),
    outletId: Type.Optional(Type.String()),
  }),
  theft: kindOf('theft', 'A theft.', {
    ...episode,
    strength: Type.Optional(Type.Number({ minimum: 0, description: '1 (the default) is the usual one.' })),
    params: Type.Optional(paramsSchema),
  }),
  oddity: kindOf(
    'oddity',
    'Honest work that looks odd: alerts about it are false, and counted under its name.',
    episode,
  ),
  'theft-event': kindOf(
    'theft-event',
    'A look-up of a theft. Without such lines, all look-ups of its accounts from its beginning to its end are.',
    {
      theft: Type.String({ minLength: 1, description: 'Id of the theft.' }),
      eventId: text,
      accountId: text,
      records: Type.Integer({ minimum: 0, description: 'Records that the look-up exposed.' }),
    },
  ),
}

/** What is true of a log: one line for each account, theft, honest oddity and look-up of a theft. */
export const labelSchema = Type.Union(Object.values(labelSchemas), {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:waywarden:label:1',
  title: 'Label of a log, version 1',
  description: 'One line of the labels that evaluate takes and simulate writes, in any order.',
})

export type Label = DeepReadonly<Static<(typeof labelSchemas)[keyof typeof labelSchemas]>>
export type Params = DeepReadonly<Static<typeof paramsSchema>>
