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
export const isAtLeast = (severity: Severity, least: Severity): boolean => rank(severity) >= rank(least)

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
        'account; for a ring (several accounts that act together) what they share: outlet, device or source (address).',
    }),
    id: text('Its id in the audit log.'),
    role: Type.Optional(text('Role of the account, at the look-up that raised the alert.')),
    outletId: Type.Optional(text('Outlet that the account belongs to.')),
    regionCode: Type.Optional(text('Region of the account.')),
  },
  { description: 'Whom or what the alert is about.' },
)

const alertMemberSchema = Type.Object({
  id: text('Its account id in the audit log.'),
  records: Type.Optional(
    count(
      'Records without a known reason shown to it on this day of work, which begins at four in the morning.',
    ),
  ),
  partition: Type.Optional(Type.Integer({ description: 'Partition of its look-ups.' })),
  fromOffset: Type.Optional(
    text('Its first look-up of that day. Look-ups of others lie between. Decimal; for a replay a line.'),
  ),
  toOffset: Type.Optional(text('Its latest look-up that the ring counts.')),
})

const alertExposureSchema = Type.Object(
  {
    records: count(
      'All records shown since firstEventAt, honest ones included. For a ring: those without a known reason shown to all members on its day of work.',
    ),
    distinctWaybills: count(
      'Different waybills among them, estimated: of thousands, some 5 to 10 % off; of few that follow thousands, more. Those that the account had read in the six days before are not counted again.',
    ),
    foreignWaybills: Type.Optional(
      Type.Union([Type.Integer(), Type.Null()], {
        description:
          "Of those, waybills that never pass the account's outlet. null: the log does not say which outlets a waybill passes.",
      }),
    ),
    unexplainedRecords: Type.Optional(
      count(
        'Most records without a known reason in 24 hours, or on one day of work, at any finding so far; a waybill shown twice counts once. The severities high and critical take 50 and 200 by default, less what an honest list or a misrouted truck may hold. Absent for a ring.',
      ),
    ),
    recordsBeforeAlert: Type.Optional(
      count("Records exposed in the alert's window when it was first raised."),
    ),
  },
  { description: 'How much has leaked, if it is a theft.' },
)

const alertSignalSchema = Type.Object({
  detector: text('Its id, under which the policy has its thresholds; "ring" for a ring.'),
  window: text('ISO 8601 duration, for example PT10M'),
  observed: Type.Number({
    description: 'What was counted, in the unit of the reason: waybills, records, accounts, days.',
  }),
  expected: Type.Number({
    description: 'What is usual, in the same unit, or the limit if the baseline is fixed.',
  }),
  limit: Type.Optional(
    Type.Number({
      description:
        'The limit that was crossed: the count that the policy names, or its multiple of what is usual, whichever is higher. Absent if the finding rests on the baseline alone.',
    }),
  ),
  surprise: Type.Number({
    description:
      '-log10 of the share of honest account-days, above all of the same role, on which this detector found as much or more, as far as known; at least 10 if a limit of the policy was crossed. Of a ring: of days of such entities.',
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
    topic: Type.Optional(text('Topic of the look-ups; for a replay the file.')),
    partition: Type.Optional(
      Type.Integer({ description: 'Absent if they are in several partitions: see the members.' }),
    ),
    fromOffset: Type.Optional(
      text(
        'Where to begin to read: the first look-up of the working day before, or for a ring of the day of the members. Look-ups of others lie between. Decimal; for a replay the number of the line, from 0.',
      ),
    ),
    toOffset: Type.Optional(text('The latest look-up so far. Decimal.')),
    eventIds: Type.Optional(
      texts(20, 'Of the first look-ups, beginning with the one that raised the alert.'),
    ),
    sourceIps: Type.Optional(texts(10, 'The first addresses that they came from.')),
    deviceIds: Type.Optional(texts(10, 'The first machines that they came from.')),
    waybillTokens: Type.Optional(
      texts(
        20,
        'Keyed tokens (HMAC-SHA-256) of the first waybills: the same number has the same token in every alert, as long as the key is the same.',
      ),
    ),
  },
  {
    description:
      'Where the look-ups are in the audit log: enough to find them again, nothing of their content.',
  },
)

/** What the alert topic carries. Types, validator and the published JSON Schema all come from here. */
export const alertSchema = Type.Object(
  {
    schema: Type.Literal(alertSchemaName, {
      description: 'Format of the record. Fields may be added; a change of meaning would get another number.',
    }),
    alertId: text('Deterministic: the same events under the same policy give the same id.'),
    previousAlertId: Type.Optional(
      text(
        'Of the alert about the same entity that was closed shortly before; this one reports what came after it.',
      ),
    ),
    revision: Type.Integer({
      minimum: 1,
      description:
        'Rises by 1. The highest is the current state of the alert. A revision may come twice, with the same content.',
    }),
    status: Type.Enum(alertStatuses, {
      description:
        'open: revision 1. updated: severity has risen, or exposure has grown. closed: no finding for the quiet time of the policy, or the day of a ring is over. Findings after that update the alert again, or raise another.',
    }),
    entity: alertEntitySchema,
    members: Type.Optional(
      Type.Array(alertMemberSchema, {
        description: 'For an outlet, device or source: the accounts acting together.',
      }),
    ),
    ringId: Type.Optional(
      text(
        'Of a ring: joins its alerts of one day of work. It is that of the machine at which all members worked, or else of their address, or else of the entity itself. A revision that names somebody who worked elsewhere has another.',
      ),
    ),
    severity: Type.Enum(severities, {
      description:
        'The highest that the alert has reached; it falls only when shadow ends. The policy sets how many false alarms each severity may cost.',
    }),
    riskScore: Type.Number({
      minimum: 0,
      maximum: 100,
      description:
        'For sorting: 25 for each step of severity, plus up to 25 for the records exposed (half of that at 500).',
    }),
    detectedAt: dateTime(
      'Event time of the look-up that raised the alert (revision 1), never changed by later revisions.',
    ),
    updatedAt: dateTime(
      'Event time of the look-up that caused this revision, or of the closing; never earlier than in the revision before.',
    ),
    firstEventAt: dateTime(
      'Time of the first look-up that the alert counts, as near as is known: up to three hours too early, or a day if a window is a week.',
    ),
    lastEventAt: dateTime('Time of the latest look-up that it counts.'),
    exposure: alertExposureSchema,
    signals: Type.Array(alertSignalSchema, {
      minItems: 1,
      description:
        'The strongest finding of each detector so far. When severity rises, those that speak then replace theirs. The finding of `reason` need not be among them: the same detector may have said more before.',
    }),
    reason: text(
      'Why this revision was published: the reason of the strongest finding at that time. A closed alert keeps that of the revision before.',
    ),
    recommendedAction: Type.Enum(recommendedActions, {
      description:
        'Follows from the severity. low: watch whether it grows. medium: review it today. high: have the person prove who they are before the account works on (step-up-authentication). critical: suspend-account, within minutes.',
    }),
    techniques: Type.Optional(
      Type.Array(Type.String(), { description: 'MITRE ATT&CK ids, for example T1078, T1213, T1119' }),
    ),
    evidence: alertEvidenceSchema,
    policyVersion: text('Hash of the thresholds in force'),
    shadow: Type.Optional(
      Type.Boolean({
        description:
          'true: only detectors on trial in the policy have found something; count the alert, and wake nobody. Otherwise absent.',
      }),
    ),
  },
  {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:waywarden:alert:1',
    title: 'Alert, version 1 (native form)',
    description:
      'The whole current state of one alert. Record key on the alert topic = alertId; the topic is compacted, so the newest record of a key is the alert. A reader may see an (alertId, revision) twice, but never misses one. Contains no raw waybill number.',
  },
)

export type AlertMember = DeepReadonly<Static<typeof alertMemberSchema>>
export type AlertSignal = DeepReadonly<Static<typeof alertSignalSchema>>
export type Alert = DeepReadonly<Static<typeof alertSchema>>
