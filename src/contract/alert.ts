import { Type, type Static } from 'typebox'

import type { DeepReadonly } from './deep-readonly.ts'

/** From least to most grave. */
export const severities = ['low', 'medium', 'high', 'critical'] as const
const alertStatuses = ['open', 'updated', 'closed'] as const
const entityTypes = ['account', 'outlet', 'device', 'source'] as const
const baselineKinds = ['own', 'peer', 'own+peer', 'fixed'] as const
const recommendedActions = ['watch', 'review', 'step-up-authentication', 'suspend-account'] as const

export const alertSchemaName = 'waywarden.alert/1'

export type Severity = (typeof severities)[number]
/** Place among the severities: a graver one has a greater rank. */
export const rank = (severity: Severity): number => severities.indexOf(severity)

export type AlertStatus = (typeof alertStatuses)[number]
export type EntityType = (typeof entityTypes)[number]
/** Where `expected` of a signal comes from; `fixed` is a limit of the policy. */
export type BaselineKind = (typeof baselineKinds)[number]
export type RecommendedAction = (typeof recommendedActions)[number]

const dateTime = (description: string) => Type.String({ format: 'date-time', description })
const text = (description: string) => Type.String({ description })
const count = (description: string) => Type.Integer({ description })
const texts = (maxItems: number, description: string) => Type.Array(Type.String(), { maxItems, description })

const alertEntitySchema = Type.Object(
  {
    type: Type.Enum(entityTypes, {
      description:
        'outlet, device or source (address): what several accounts share that act together, a ring.',
    }),
    id: text('As the audit log names it.'),
    role: Type.Optional(text('Of an account, at the look-up that raised the alert.')),
    outletId: Type.Optional(text('Of an account: its own outlet.')),
    regionCode: Type.Optional(text('Of an account.')),
  },
  { description: 'Whom or what the alert is about.' },
)

const alertMemberSchema = Type.Object({
  id: text('The account, as the audit log names it.'),
  records: Type.Optional(
    count(
      'Records without a known reason that it was shown on this day of work, which begins at four in the morning.',
    ),
  ),
})

const alertExposureSchema = Type.Object(
  {
    records: count(
      'Records shown from firstEventAt on: all of them, honest ones too. Of a ring those of its day of work without a known reason, of all members.',
    ),
    distinctWaybills: count(
      'Different waybills among them, as near as is known: those that the account had read within seven days are not counted again.',
    ),
    foreignWaybills: Type.Optional(
      Type.Union([Type.Integer(), Type.Null()], {
        description:
          "Of those, waybills that never pass the account's outlet. null: the log does not say which outlets a waybill passes.",
      }),
    ),
    recordsBeforeAlert: Type.Optional(
      count("Records exposed in the alert's window when it was first raised."),
    ),
  },
  { description: 'How much has leaked, if it is a theft.' },
)

const alertSignalSchema = Type.Object({
  detector: text('Its id, which is the name of its thresholds in the policy; ring of a ring.'),
  window: text('ISO 8601 duration, for example PT10M'),
  observed: Type.Number({
    description: 'What was counted, in the unit of the reason: waybills, records, accounts, days.',
  }),
  expected: Type.Number({
    description: 'What is usual, in the same unit, or the limit where the baseline is fixed.',
  }),
  limit: Type.Optional(
    Type.Number({
      description: 'The limit that was crossed, of the policy. Absent where the baseline alone speaks.',
    }),
  ),
  surprise: Type.Number({
    description:
      '-log10 of the probability of seeing this much or more under the baseline; 10 where a limit of the policy was crossed',
  }),
  baseline: Type.Optional(
    Type.Enum(baselineKinds, {
      description:
        "What expected comes from: the account's own past, that of its peers, both, or a limit of the policy.",
    }),
  ),
  reason: text(
    "One sentence a person can read aloud: what was seen, what is usual, and for whom. Its times are by the company's clock (timeZoneOffsetMinutes of the policy).",
  ),
})

const alertEvidenceSchema = Type.Object(
  {
    topic: Type.Optional(text('Where the look-ups lie; of a replay the file.')),
    partition: Type.Optional(Type.Integer({ description: 'Absent where they lie in several.' })),
    fromOffset: Type.Optional(
      text(
        'Where to begin to read: of an account its first look-up of the working day before, of a ring the first that spoke. Others lie between. Decimal; of a replay the number of a line, from 0.',
      ),
    ),
    toOffset: Type.Optional(text('The last of them so far. Decimal.')),
    eventIds: Type.Optional(texts(20, 'Of the first look-ups, from the one on that raised the alert.')),
    sourceIps: Type.Optional(texts(10, 'Addresses that they came from, the first ones.')),
    deviceIds: Type.Optional(texts(10, 'Machines that they came from, the first ones.')),
    waybillTokens: Type.Optional(
      texts(
        20,
        'Keyed tokens (HMAC-SHA-256) of the first waybills: the same number has the same token in every alert, as long as the key is the same.',
      ),
    ),
  },
  { description: 'Where in the log the alert comes from: enough to read it again, nothing of what it said.' },
)

/** What the alert topic carries. Types, validator and the published JSON Schema all come from here. */
export const alertSchema = Type.Object(
  {
    schema: Type.Literal(alertSchemaName, {
      description: 'Form of the record. Fields may be added; another meaning would be another number.',
    }),
    alertId: text('Deterministic: the same events under the same policy give the same id.'),
    previousAlertId: Type.Optional(
      text('Of the alert about the same entity that was closed shortly before: what goes on is told here.'),
    ),
    revision: Type.Integer({
      minimum: 1,
      description:
        'Rises by 1. The highest is the alert as it stands; one may come twice, and then is the same.',
    }),
    status: Type.Enum(alertStatuses, {
      description:
        'open: revision 1. updated: graver, or exposure has grown. closed: quiet for as long as the policy says, or the day of a ring is over; what goes on after that is updated again, or is another alert.',
    }),
    entity: alertEntitySchema,
    members: Type.Optional(
      Type.Array(alertMemberSchema, {
        description: 'For an outlet, device or source: the accounts acting together.',
      }),
    ),
    severity: Type.Enum(severities, {
      description:
        'The gravest that the alert has reached; it falls only where shadow ends. The policy says how many false alarms each may cost.',
    }),
    riskScore: Type.Number({
      minimum: 0,
      maximum: 100,
      description:
        'To sort by: 25 for each step of severity, and up to 25 for the records exposed, half of that at 500.',
    }),
    detectedAt: dateTime(
      'Event time of the look-up that raised the alert (revision 1), never changed by later revisions.',
    ),
    updatedAt: dateTime(
      'Event time of the look-up that made this revision due, or of its end; where that came late, of the revision before.',
    ),
    firstEventAt: dateTime(
      'When the first look-up happened that the alert counts, as near as is known: up to three hours too early, or a day where the window is a week.',
    ),
    lastEventAt: dateTime('When the last look-up happened that it counts.'),
    exposure: alertExposureSchema,
    signals: Type.Array(alertSignalSchema, {
      minItems: 1,
      description:
        'What speaks: of each detector the strongest it has said since the alert became as grave as it is.',
    }),
    reason: text(
      'Why this revision was due: that of the strongest signal, of those that spoke then. A closed alert keeps that of the revision before.',
    ),
    recommendedAction: Type.Enum(recommendedActions, { description: 'Follows from the severity.' }),
    techniques: Type.Optional(
      Type.Array(Type.String(), { description: 'MITRE ATT&CK ids, for example T1078, T1213, T1119' }),
    ),
    evidence: alertEvidenceSchema,
    policyVersion: text('Hash of the thresholds in force'),
    shadow: Type.Optional(
      Type.Boolean({
        description:
          'true: all that speaks is on trial in the policy; count it, and wake nobody. Absent else.',
      }),
    ),
  },
  {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:waywarden:alert:1',
    title: 'Alert, version 1 (native form)',
    description:
      'The whole current state of one alert. Record key on the alert topic = alertId; the topic is compacted, so the newest record of a key is the alert. A reader that applies records by (alertId, revision) may see one twice and never misses one. Contains no raw waybill number.',
  },
)

export type AlertSignal = DeepReadonly<Static<typeof alertSignalSchema>>
export type Alert = DeepReadonly<Static<typeof alertSchema>>
