import { Type, type Static } from 'typebox'

import type { DeepReadonly } from './deep-readonly.ts'

/** From least to most grave. */
export const severities = ['low', 'medium', 'high', 'critical'] as const
export const alertStatuses = ['open', 'updated', 'closed'] as const
export const entityTypes = ['account', 'outlet', 'device', 'source'] as const
export const baselineKinds = ['own', 'peer', 'own+peer', 'fixed'] as const
export const recommendedActions = ['watch', 'review', 'step-up-authentication', 'suspend-account'] as const

export const alertSchemaName = 'waywarden.alert/1'

export type Severity = (typeof severities)[number]
/** Place among the severities: a graver one has a greater rank. */
export const rank = (severity: Severity): number => severities.indexOf(severity)

export type AlertStatus = (typeof alertStatuses)[number]
export type EntityType = (typeof entityTypes)[number]
export type BaselineKind = (typeof baselineKinds)[number]
export type RecommendedAction = (typeof recommendedActions)[number]

const dateTime = (description?: string) =>
  Type.String({ format: 'date-time', ...(description === undefined ? {} : { description }) })

export const alertEntitySchema = Type.Object({
  type: Type.Enum(entityTypes),
  id: Type.String(),
  role: Type.Optional(Type.String()),
  outletId: Type.Optional(Type.String()),
  regionCode: Type.Optional(Type.String()),
})

export const alertMemberSchema = Type.Object({ id: Type.String(), records: Type.Optional(Type.Integer()) })

export const alertExposureSchema = Type.Object({
  records: Type.Integer(),
  distinctWaybills: Type.Integer(),
  foreignWaybills: Type.Optional(Type.Union([Type.Integer(), Type.Null()])),
  recordsBeforeAlert: Type.Optional(
    Type.Integer({ description: "Records exposed in the alert's window when it was first raised." }),
  ),
})

export const alertSignalSchema = Type.Object({
  detector: Type.String(),
  window: Type.String({ description: 'ISO 8601 duration, for example PT10M' }),
  observed: Type.Number(),
  expected: Type.Number(),
  limit: Type.Optional(Type.Number()),
  surprise: Type.Number({
    description: '-log10 of the probability of seeing this much or more under the baseline',
  }),
  baseline: Type.Optional(Type.Enum(baselineKinds)),
  reason: Type.String({
    description: 'One sentence a person can read aloud: what was seen, what is usual, and for whom',
  }),
})

/** Where in the log the alert comes from: enough to read it again, nothing of what it said. */
export const alertEvidenceSchema = Type.Object({
  topic: Type.Optional(Type.String()),
  partition: Type.Optional(Type.Integer()),
  fromOffset: Type.Optional(Type.String()),
  toOffset: Type.Optional(Type.String()),
  eventIds: Type.Optional(Type.Array(Type.String(), { maxItems: 20 })),
  sourceIps: Type.Optional(Type.Array(Type.String(), { maxItems: 10 })),
  deviceIds: Type.Optional(Type.Array(Type.String(), { maxItems: 10 })),
  waybillTokens: Type.Optional(Type.Array(Type.String(), { maxItems: 20 })),
})

/** What the alert topic carries. Types, validator and the published JSON Schema all come from here. */
export const alertSchema = Type.Object(
  {
    schema: Type.Literal(alertSchemaName),
    alertId: Type.String({
      description: 'Deterministic: the same events under the same policy give the same id.',
    }),
    revision: Type.Integer({ minimum: 1 }),
    status: Type.Enum(alertStatuses),
    entity: alertEntitySchema,
    members: Type.Optional(
      Type.Array(alertMemberSchema, {
        description: 'For an outlet, device or source: the accounts acting together.',
      }),
    ),
    severity: Type.Enum(severities),
    riskScore: Type.Number({ minimum: 0, maximum: 100 }),
    detectedAt: dateTime(
      'Event time of the look-up that raised the alert (revision 1), never changed by later revisions.',
    ),
    updatedAt: dateTime('Event time of this revision.'),
    firstEventAt: dateTime(
      'When the first look-up happened that the alert counts, as near as is known: up to three hours too early, or a day where the window is a week.',
    ),
    lastEventAt: dateTime(),
    exposure: alertExposureSchema,
    signals: Type.Array(alertSignalSchema, { minItems: 1 }),
    reason: Type.String(),
    recommendedAction: Type.Enum(recommendedActions),
    techniques: Type.Optional(
      Type.Array(Type.String(), { description: 'MITRE ATT&CK ids, for example T1078, T1213, T1119' }),
    ),
    evidence: alertEvidenceSchema,
    policyVersion: Type.String({ description: 'Hash of the thresholds in force' }),
    shadow: Type.Optional(Type.Boolean()),
  },
  {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:waywarden:alert:1',
    title: 'Alert, version 1 (native form)',
    description:
      'The whole current state of one alert. Record key on the alert topic = alertId; the topic is compacted, so the newest record of a key is the alert. A reader that applies records by (alertId, revision) may see one twice and never misses one. Contains no raw waybill number.',
  },
)

export type AlertEntity = DeepReadonly<Static<typeof alertEntitySchema>>
export type AlertMember = DeepReadonly<Static<typeof alertMemberSchema>>
export type AlertExposure = DeepReadonly<Static<typeof alertExposureSchema>>
export type AlertSignal = DeepReadonly<Static<typeof alertSignalSchema>>
export type AlertEvidence = DeepReadonly<Static<typeof alertEvidenceSchema>>
export type Alert = DeepReadonly<Static<typeof alertSchema>>
