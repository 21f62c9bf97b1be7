import { type Static, type TObjectOptions, type TProperties, type TSchema, Type } from 'typebox'

import { severities, type Severity } from './alert.ts'
import { auditEventWaybillSchema } from './audit-event.ts'
import type { DeepReadonly } from './deep-readonly.ts'
import { durationPattern } from './duration.ts'
import { thresholdSchema, type Thresholds } from './thresholds.ts'

/** What the policy needs to know of a detector. */
export type Tunable = {
  readonly id: string
  readonly title: string
  /** Absent for a detector that has no limit: the policy cannot set it then. */
  readonly severity?: Severity
  readonly defaults: Thresholds
}

/**
 * Any subset of a detector's thresholds, with the keys that all detectors have, and
 * `severity` for those with a limit.
 */
export type DetectorSettings = Readonly<Record<string, number | boolean | string>> & {
  readonly enabled?: boolean
  readonly severity?: Severity
  readonly shadow?: boolean
}

/** Detector id to settings. */
export type DetectorTable = Readonly<Record<string, DetectorSettings>>

/** The policy file as written: everything is optional, what is absent keeps its default. */
export type PolicyDocument = DeepReadonly<Static<ReturnType<typeof policySchema>>>

/** Thresholds of rings (core/ring/ring-step.ts): the least number of accounts that must show a sign. */
export type RingNumbers = { readonly [name in keyof typeof ringDefaults]: number }

export const ringDefaults = {
  /** At one device or address. */
  minAccounts: 2,
  minOutletAccounts: 3,
} as const

export const alertDefaults = {
  quiet: 'PT1H',
  exposureGrowth: 2,
  lowFalseAlarms: 20,
  // Half of the two that an honest company may have: limits and rings raise alarms of their own.
  mediumFalseAlarms: 1,
  highFalseAlarms: 0.01,
  criticalFalseAlarms: 0.003,
  highRecords: 50,
  criticalRecords: 200,
} as const
/** The company's clock: China has one time zone. */
export const defaultTimeZoneOffsetMinutes = 480
export const defaultForgetAfterDays = 35

/** JSON Schema of the policy file for these detectors: every threshold by name, and no other key. */
export function policySchema(detectors: readonly Tunable[]) {
  // The detectors are known only at run time.
  const table = Type.Unsafe<DetectorTable>(
    closed(Object.fromEntries(detectors.map((detector) => [detector.id, detectorSchema(detector)]))),
  )
  return closed(
    {
      timeZoneOffsetMinutes: Type.Integer({
        minimum: -840,
        maximum: 840,
        multipleOf: 15,
        title: 'in minutes: 480 is UTC+8',
        default: defaultTimeZoneOffsetMinutes,
        description:
          "The company's offset from UTC, in minutes: determines the hour of the week of each look-up.",
      }),
      forgetAfterDays: Type.Integer({
        minimum: 14,
        maximum: 3650,
        default: defaultForgetAfterDays,
        description:
          'An account without look-ups for this many days of event time is forgotten and starts again as new. At least 14 (two of the longest windows), and more than any minIdleDays.',
      }),
      // Plain numbers: only the reader of the file sees them, and makes tokens of them (ops/plant-honey.ts).
      honeyWaybills: Type.Array(auditEventWaybillSchema.properties.no, {
        uniqueItems: true,
        description:
          'Decoys: waybill numbers never issued, planted in lists. Quote those that consist of digits only. Kept as keyed tokens.',
      }),
      closedAsFalse: Type.Array(accountAlertId, {
        uniqueItems: true,
        description:
          "Ids of account alerts found to be false alarms. The day on which one was raised is learnt as honest if its id is listed here before the account's next day of work, and so are later days under that alert.",
      }),
      alerts: closed(
        {
          quiet: Type.String({
            title: 'an ISO 8601 duration longer than nothing',
            pattern: durationPattern.replace('^', '^(?=.*[1-9])'),
            default: alertDefaults.quiet,
            examples: [alertDefaults.quiet],
            description: 'An alert is closed after this long, in event time, without a finding.',
          }),
          exposureGrowth: Type.Number({
            exclusiveMinimum: 1,
            default: alertDefaults.exposureGrowth,
            description:
              'An open alert is published again once its exposed records have grown by this factor.',
          }),
          lowFalseAlarms: falseAlarms('low'),
          mediumFalseAlarms: falseAlarms('medium'),
          highFalseAlarms: falseAlarms('high'),
          criticalFalseAlarms: falseAlarms('critical'),
          highRecords: leastRecords('high'),
          criticalRecords: leastRecords('critical'),
        },
        {
          description:
            'A higher severity may not allow more false alarms than a lower one, nor require fewer records.',
        },
      ),
      detectors: table,
      ring: ringSchema(),
      overrides: closed(
        {
          roles: Type.Record(Type.String(), table),
          outlets: Type.Record(Type.String(), table),
          accounts: Type.Record(Type.String(), table),
        },
        {
          description:
            'Detector settings by role, outlet id or account id. Account takes precedence over outlet, outlet over role, and role over the settings above.',
        },
      ),
    },
    {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: 'urn:waywarden:policy:1',
      title: 'Policy, version 1',
      description: 'Thresholds, severities and quiet times. Anything left out keeps its default.',
    },
  )
}

/**
 * As core/alerts/alert-id.ts makes it: the account, which may have slashes; the time in base 36, which has
 * eight digits or more since 1972; and half a token of the event.
 */
export const accountAlertIdPattern = '^([\\s\\S]+)/([0-9a-z]{8,9})-[0-9a-f]{8}$'

/** Ring alerts are not accepted: closing one as false would teach nothing. */
const accountAlertId = Type.String({
  title: 'the alertId of an account: alerts about rings cannot be closed this way',
  pattern: accountAlertIdPattern,
  examples: ['u100047/mm9z1dz0-5d0c1e7a'],
})

const ringSchema = () =>
  closed({
    enabled: Type.Boolean({ default: true }),
    shadow: Type.Boolean({ default: false, description: SHADOW }),
    minAccounts: leastAccounts('minAccounts', 'at one device or source address'),
    minOutletAccounts: leastAccounts('minOutletAccounts', 'of one outlet'),
  })

const leastAccounts = (name: keyof typeof ringDefaults, where: string) =>
  Type.Integer({
    minimum: 2,
    maximum: 24,
    default: ringDefaults[name],
    description: `Accounts ${where} that must show a sign on one day.`,
  })

const SHADOW = 'On trial: its alerts are published, marked as shadow.'
const SEVERITY =
  'Severity if a limit is crossed, regardless of highRecords and criticalRecords; low where honest work presumably explains it, as in the first two days of a log (detectors/README.md says when). Without a crossed limit, all detectors together determine the severity.'

const falseAlarms = (severity: Severity) =>
  Type.Number({
    exclusiveMinimum: 0,
    maximum: 10_000,
    title: 'per 10,000 account-days',
    default: alertDefaults[`${severity}FalseAlarms`],
    description: `False alarms per 10,000 account-days allowed for alerts of severity ${severity} that signs raise together. Limits and rings add some.`,
  })

const leastRecords = (severity: 'high' | 'critical') =>
  Type.Integer({
    minimum: 0,
    default: alertDefaults[`${severity}Records`],
    description: `Fewest different records without a known reason in 24 hours for combined signs to be ${severity}.`,
  })

const closed = <Properties extends TProperties>(properties: Properties, about: TObjectOptions = {}) =>
  Type.Partial(Type.Object(properties), { additionalProperties: false, ...about })

function detectorSchema({ title, severity, defaults }: Tunable): TSchema {
  const thresholds = Object.fromEntries(
    Object.entries(defaults).map(([name, value]) => [name, thresholdSchema(name, value)]),
  )
  return closed(
    {
      enabled: Type.Boolean({ default: true }),
      ...(severity === undefined ? {} : { severity: severitySchema(severity) }),
      shadow: Type.Boolean({ default: false, description: SHADOW }),
      ...thresholds,
    },
    { description: `${title}.` },
  )
}

const severitySchema = (severity: Severity): TSchema =>
  Type.Enum([...severities], { default: severity, description: SEVERITY })
