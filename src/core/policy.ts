import type { Severity } from '../contract/alert.ts'
import type { AccountId } from '../contract/brands.ts'
import { parseDuration } from '../contract/duration.ts'
import { isObject } from '../contract/is-object.ts'
import {
  alertDefaults,
  defaultForgetAfterDays,
  defaultTimeZoneOffsetMinutes,
  type DetectorSettings,
  type DetectorTable,
  ringDefaults,
  type PolicyDocument,
  type RingNumbers,
  type Tunable,
} from '../contract/policy.ts'
import type { Thresholds } from '../contract/thresholds.ts'
import { MINUTE_MS } from '../contract/time-units.ts'
import { readAccountAlertId } from './alerts/alert-id.ts'
import { createHoney, NO_HONEY, type Honey, type WaybillToken } from './honey.ts'
import { roleName } from './role-name.ts'
import { workDayAt } from './time.ts'

/** How one detector is to judge one account. */
export type DetectorRule = {
  readonly enabled: boolean
  /** Severity of a crossed limit. A detector without a limit has one too, which is never read. */
  readonly severity: Severity
  readonly shadow: boolean
  /** Every threshold of the detector's defaults, none missing. */
  readonly thresholds: Thresholds
}

/** How accounts that share something are to be judged (ring/ring-step.ts). */
export type RingRule = {
  readonly enabled: boolean
  readonly shadow: boolean
  readonly thresholds: RingNumbers
}

export type AlertRules = {
  /** An alert closes after this much event time without a finding. */
  readonly quietMs: number
  /** Exposure must have grown by this factor for a new revision. */
  readonly exposureGrowth: number
  /** False alarms per 10,000 account-days that an alert of the severity may cost (severity.ts). */
  readonly lowFalseAlarms: number
  readonly mediumFalseAlarms: number
  readonly highFalseAlarms: number
  readonly criticalFalseAlarms: number
  /** Records without a known reason in 24 h from which an alert can be high or critical. */
  readonly highRecords: number
  readonly criticalRecords: number
}

/**
 * Names of roles, outlets and accounts for which the policy has overrides, and ids of alerts that it closes as
 * false, all as the policy spells them.
 */
export type Overridden = Readonly<
  Record<'roles' | 'outlets' | 'accounts' | 'closedAsFalse', readonly string[]>
>

/** Thresholds in force: an immutable value. A reload makes a new one. */
export type Policy = {
  /** Hash of everything that can change a judgement. */
  readonly version: string
  readonly zoneMs: number
  /** An account without a look-up for more than this many days is forgotten. */
  readonly forgetAfterDays: number
  readonly alerts: AlertRules
  readonly ring: RingRule
  readonly honey: Honey
  /**
   * Ids of accounts' alerts that a person closed as false alarms: what happened under them is learnt
   * (taint.ts).
   */
  readonly closedAsFalse: ReadonlySet<string>
  readonly overridden: Overridden
  /** Whether an alert of `closedAsFalse` was raised about the account on this day of work. */
  isFalseDay(accountId: AccountId, day: number): boolean
  /**
   * Rules in the order of the detector list the policy was made for. Frozen, and the same object for all to
   * whom the same overrides apply.
   */
  rulesFor(role: string | null, outletId: string | null, accountId: AccountId): readonly DetectorRule[]
}

/**
 * Makes the policy of a checked document. `hash` shortens the canonical text of all effective thresholds to
 * the version. Account beats outlet beats role beats the document's own detectors beat the defaults,
 * threshold by threshold. The document's decoys are left out: `withHoney` adds their tokens, so their numbers
 * never get here.
 */
export function createPolicy(
  document: PolicyDocument,
  detectors: readonly Tunable[],
  hash: (canonical: string) => string,
): Policy {
  const alerts = { ...alertDefaults, ...document.alerts }
  const zoneMs = (document.timeZoneOffsetMinutes ?? defaultTimeZoneOffsetMinutes) * MINUTE_MS
  const { forgetAfterDays = defaultForgetAfterDays } = document
  const quietMs = parseDuration(alerts.quiet)
  if (quietMs === null) throw new TypeError('createPolicy takes checked documents only')
  const { quiet: _, ...numbers } = alerts
  const rules: AlertRules = { ...numbers, quietMs }
  const ring = ringRuleOf(document)
  const closedAsFalse = [...(document.closedAsFalse ?? [])].sort()
  const top = detectors.map((detector) => ruleOf(detector, [document.detectors?.[detector.id]]))
  return Object.freeze({
    version: hash(
      canonical({
        zoneMs,
        forgetAfterDays,
        rules,
        ring,
        top: byId(detectors, top),
        overrides: document.overrides ?? {},
        ...(closedAsFalse.length === 0 ? {} : { closedAsFalse }),
      }),
    ),
    zoneMs,
    forgetAfterDays,
    alerts: Object.freeze(rules),
    ring,
    honey: NO_HONEY,
    closedAsFalse: new Set(closedAsFalse),
    isFalseDay: createFalseDays(closedAsFalse, zoneMs),
    overridden: overriddenIn(document),
    rulesFor: createRuleFinder(document, detectors, Object.freeze(top)),
  })
}

/** The policy with these decoys added to its own. They change judgements, so they change the version. */
export const withHoney = (
  policy: Policy,
  tokens: readonly WaybillToken[],
  hash: (canonical: string) => string,
): Policy => {
  const honey = createHoney([...policy.honey.tokens, ...tokens])
  return Object.freeze({
    ...policy,
    version: hash(canonical({ version: policy.version, honey: honey.tokens })),
    honey,
  })
}

const overriddenIn = ({ overrides = {}, closedAsFalse = [] }: PolicyDocument): Overridden => {
  const { roles = {}, outlets = {}, accounts = {} } = overrides
  return {
    roles: Object.keys(roles),
    outlets: Object.keys(outlets),
    accounts: Object.keys(accounts),
    closedAsFalse,
  }
}

function createFalseDays(alertIds: readonly string[], zoneMs: number): Policy['isFalseDay'] {
  const days = new Set<string>()
  for (const alertId of alertIds) {
    const known = readAccountAlertId(alertId)
    if (known !== null) days.add(falseDay(known.accountId, workDayAt(known.timeMs, zoneMs)))
  }
  return (accountId, day) => days.has(falseDay(accountId, day))
}

const falseDay = (accountId: string, day: number): string => `${day} ${accountId}`

// Only names with an override of their own get a number, so the cache is bounded by the policy file, not by
// the traffic.
function createRuleFinder(
  document: PolicyDocument,
  detectors: readonly Tunable[],
  top: readonly DetectorRule[],
): Policy['rulesFor'] {
  // A look-up without a role is judged by its account's, of which only the short name is kept (role-name.ts).
  const roles = numbered(document.overrides?.roles, roleName)
  const outlets = numbered(document.overrides?.outlets)
  const accounts = numbered(document.overrides?.accounts)
  const cache = new Map<number, readonly DetectorRule[]>([[0, top]])
  const resolve = (role: number, outlet: number, account: number) => {
    const tables = [document.detectors, roles.tables[role], outlets.tables[outlet], accounts.tables[account]]
    const rules = detectors.map((detector) =>
      ruleOf(
        detector,
        tables.map((table) => table?.[detector.id]),
      ),
    )
    return Object.freeze(rules)
  }
  return (roleId, outletId, accountId) => {
    const role = roles.numberOf(roleId)
    const outlet = outlets.numberOf(outletId)
    const account = accounts.numberOf(accountId)
    const key = (account * outlets.size + outlet) * roles.size + role
    const known = cache.get(key)
    if (known !== undefined) return known
    const rules = resolve(role, outlet, account)
    cache.set(key, rules)
    return rules
  }
}

// Number 0 is "no override". A name and its short form (`knownBy`) have the same number.
function numbered(tables: Readonly<Record<string, DetectorTable>> = {}, knownBy?: (name: string) => string) {
  const names = Object.keys(tables)
  const numbers = new Map(names.map((name, index) => [knownBy?.(name) ?? name, index + 1]))
  for (const [index, name] of names.entries()) numbers.set(name, index + 1)
  return {
    size: names.length + 1,
    tables: [undefined, ...Object.values(tables)],
    // Most policies override nothing. Then the name need not be looked up.
    numberOf: (name: string | null) => (name === null || numbers.size === 0 ? 0 : (numbers.get(name) ?? 0)),
  }
}

function ruleOf(detector: Tunable, layers: readonly (DetectorSettings | undefined)[]): DetectorRule {
  const merged: DetectorSettings = Object.assign({}, detector.defaults, ...layers)
  const { enabled = true, severity = detector.severity ?? 'medium', shadow = false, ...thresholds } = merged
  return Object.freeze({ enabled, severity, shadow, thresholds: Object.freeze(thresholds) as Thresholds })
}

function ringRuleOf({ ring = {} }: PolicyDocument): RingRule {
  const { enabled = true, shadow = false, ...thresholds } = ring
  return Object.freeze({ enabled, shadow, thresholds: Object.freeze({ ...ringDefaults, ...thresholds }) })
}

const byId = (detectors: readonly Tunable[], rules: readonly DetectorRule[]) =>
  Object.fromEntries(detectors.map(({ id }, index) => [id, rules[index]]))

/** JSON with sorted keys: the same for documents that differ only in the order of keys. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    isObject(part) ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part,
  )
