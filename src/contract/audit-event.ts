import { Type, type Static } from 'typebox'

import type { DeepReadonly } from './deep-readonly.ts'
import { actions, outcomes } from './look-up.ts'

/** Most characters of a waybill number. */
export const waybillNumberLength = 64

/** Most waybills of one event. */
export const mostWaybills = 10_000

export const auditEventWaybillSchema = Type.Object({
  no: Type.String({
    minLength: 1,
    maxLength: waybillNumberLength,
    description:
      'Waybill number. Personal data by regulation: it becomes a token (keyed hash) when decoded, and is kept nowhere.',
  }),
  outletIds: Type.Optional(
    Type.Array(Type.String({ maxLength: 64 }), {
      maxItems: 64,
      description:
        'Outlets that the parcel passes (origin, transit, destination). Absent or empty: the log does not say, and the waybill is not known to be foreign.',
    }),
  ),
})

/** An event with neither exposes nothing that could be counted. */
export const waybillsOrCount = [{ required: ['waybills'] }, { required: ['recordCount'] }]

/** Most characters of texts that a client may influence. */
export const clientTextLengths = {
  ticketId: 128,
  sourceIp: 64,
  deviceId: 128,
  sessionId: 128,
  userAgent: 512,
  channel: 32,
}

/** Most characters of all texts that an event need not have. */
export const textLengths = { accountRole: 64, outletId: 64, regionCode: 32, ...clientTextLengths }

/** What the input topic carries. Types, validator and the published JSON Schema all come from here. */
export const auditEventSchema = Type.Object(
  {
    eventId: Type.String({
      minLength: 1,
      maxLength: 128,
      description:
        "Unique per look-up. An event that repeats an id of its account's last 16 look-ups is a duplicate and changes nothing, so no client may choose it. Goes into alerts as it is: it must not contain a waybill number.",
    }),
    occurredAt: Type.Union([Type.String({ format: 'date-time' }), Type.Integer({ minimum: 0 })], {
      description:
        'When the look-up happened, by the clock of the query system: RFC 3339 with offset, or epoch milliseconds.',
    }),
    accountId: Type.String({
      minLength: 1,
      maxLength: 128,
      description: 'The account that made the look-up.',
    }),
    accountRole: Type.Optional(
      Type.String({
        maxLength: textLengths.accountRole,
        description: 'courier, outlet-clerk, customer-service, ... Free text; part of the peer group.',
      }),
    ),
    outletId: Type.Optional(
      Type.String({
        maxLength: textLengths.outletId,
        description: 'The outlet that the account belongs to.',
      }),
    ),
    regionCode: Type.Optional(
      Type.String({
        maxLength: textLengths.regionCode,
        description: "The account's region; goes into alerts as it is.",
      }),
    ),
    action: Type.Optional(
      Type.Enum(actions, { default: 'query', description: 'reveal = a masked field was unmasked.' }),
    ),
    outcome: Type.Optional(
      Type.Enum(outcomes, {
        default: 'found',
        description: 'not_found and denied show nothing; many of them suggest that somebody guesses numbers.',
      }),
    ),
    waybills: Type.Optional(
      Type.Array(auditEventWaybillSchema, {
        maxItems: mostWaybills,
        description: 'The waybills shown or asked for. Either these or recordCount is required.',
      }),
    ),
    recordCount: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 10_000_000,
        description:
          'Rows shown or exported, if the log gives a count and no list. An event exposes max(waybills.length, recordCount) records if its outcome is found, else 0.',
      }),
    ),
    ticketId: Type.Optional(
      Type.String({
        maxLength: clientTextLengths.ticketId,
        description: 'The customer ticket that explains the look-up, if any.',
      }),
    ),
    sourceIp: Type.Optional(
      Type.String({
        maxLength: clientTextLengths.sourceIp,
        description: "The address of the user's machine, not of a proxy.",
      }),
    ),
    deviceId: Type.Optional(
      Type.String({
        maxLength: clientTextLengths.deviceId,
        description: 'The machine, the same for all who work at it.',
      }),
    ),
    sessionId: Type.Optional(
      Type.String({ maxLength: clientTextLengths.sessionId, description: 'Not used by any detector.' }),
    ),
    userAgent: Type.Optional(
      Type.String({
        maxLength: clientTextLengths.userAgent,
        description:
          'The client program. Together with the machine or address it is the source; its version is ignored.',
      }),
    ),
    channel: Type.Optional(
      Type.String({ maxLength: clientTextLengths.channel, description: 'pda, web, api, ...' }),
    ),
  },
  {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:waywarden:waybill-query-event:1',
    title: 'Waybill query audit event, version 1',
    description:
      "One look-up of one or more waybills by one account, as the company's query system writes it to its audit log. Keyed by accountId on the input topic. Unknown fields are ignored and never stored.",
    anyOf: waybillsOrCount,
  },
)

/** The audit event as it lies on the input topic, before decode: it still holds waybill numbers. */
export type AuditEvent = DeepReadonly<Static<typeof auditEventSchema>>
