import { Type, type Static } from 'typebox'

import type { DeepReadonly } from './deep-readonly.ts'

/**
 * Why an event cannot be scored.
 * - `empty`: no value at all (a tombstone or an empty line)
 * - `too_large`: more bytes than the settings allow; not parsed
 * - `not_json`: not UTF-8, or not one JSON text
 * - `invalid`: JSON, but not an audit event; the pointer names the field
 * - `from_future`: happened too long after the record's own timestamp; in a file, after the events around it
 * - `too_late`: happened too long before it, or before the longest window of the account
 */
export const rejectReasons = ['empty', 'too_large', 'not_json', 'invalid', 'from_future', 'too_late'] as const

export const rejectSchemaName = 'waywarden.reject/1'

export type RejectReason = (typeof rejectReasons)[number]

/** Why one event cannot be scored. Names fields and rules, never a value of the event. */
export type Reject = {
  readonly reason: RejectReason
  /** JSON Pointer of the field at fault, in the words of the contract; null if no single field is. */
  readonly pointer: string | null
  readonly detail: string
}

/** What the rejects topic carries: where the event lies and why it was refused, never what it said. */
export const rejectRecordSchema = Type.Object(
  {
    schema: Type.Literal(rejectSchemaName, { description: 'Format of the record.' }),
    topic: Type.String({ description: 'Topic of the event; for a replay the file.' }),
    partition: Type.Integer({ minimum: 0, description: 'Its partition; for a replay 0.' }),
    offset: Type.String({
      pattern: '^[0-9]+$',
      description:
        'Decimal, as Kafka tools print it. Record key on the rejects topic = topic/partition/offset.',
    }),
    reason: Type.Enum(rejectReasons, {
      description:
        'empty: no value. too_large: over limits.maxEventBytes, not parsed. not_json: not one JSON text in UTF-8. invalid: not an audit event. from_future, too_late: too far from the timestamp of its record or, in a file, from the events around it; too_late also: before the longest window of the account.',
    }),
    pointer: Type.Optional(
      Type.String({
        format: 'json-pointer',
        description: 'The field at fault. Absent if it is no single field.',
      }),
    ),
    detail: Type.String({ description: 'The rule that is broken, in words; never a value of the event.' }),
    digest: Type.String({
      pattern: '^sha256:[0-9a-f]{64}$',
      description: 'SHA-256 of the value as it is on the topic.',
    }),
  },
  {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:waywarden:reject:1',
    title: 'Rejected audit event, version 1',
    description:
      'One event that could not be scored: topic, partition and offset say where to read it again. Contains nothing of its content.',
  },
)

export type RejectRecord = DeepReadonly<Static<typeof rejectRecordSchema>>
