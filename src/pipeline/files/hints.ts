// In: what was read from files. Out: sentences about what is probably wrong with them.
import { auditEventSchema } from '../../contract/audit-event.ts'
import { firstFault, NOT_A_DATE_TIME } from '../../contract/first-fault.ts'
import type { LookUp } from '../../contract/look-up.ts'
import { longForm, type Mapping } from '../../contract/mapping-schema.ts'
import { printable } from '../../contract/printable.ts'
import { accountAlertId, readAccountAlertId } from '../../core/alerts/alert-id.ts'
import type { Overridden } from '../../core/policy.ts'
import { roleName } from '../../core/role-name.ts'
import type { ReadTally } from '../batch-report.ts'
import type { Decoded } from '../decode/decode.ts'

const YEAR_2000_MS = Date.UTC(2000, 0)
/**
 * Largest share of late events in a log in the right order; more means that files were
 * given in the wrong order.
 */
const MOST_BEHIND = 0.05
/** Largest share of events with a wrong clock in a log that is not sparse. */
const MOST_AHEAD = 0.01

/** Collects signs that files are read in the wrong way, as their events are decoded. */
export type Hints = {
  /** `file`: the name of the file that the event is of. */
  readonly see: (decoded: Decoded, file: string) => void
  /**
   * Says what is probably wrong: with files that are mostly unusable, or one of them wholly, with invalid
   * events, with the mapping, and with what the policy names. Empty if nothing is. `missedPlaces`: see
   * `CompiledMapping.missed`.
   */
  readonly tell: (tally: ReadTally, missedPlaces: readonly string[]) => readonly string[]
}

/** `overridden`: whom and what the policy names. `mapping`: by which the events are read, if any. */
export const createHints = (overridden: Overridden, mapping: Mapping | null): Hints => {
  /** How many invalid events have each fault; a fault is a field and the rule it breaks. */
  const faults = new Map<string, number>()
  const files = createFileUse()
  const attendance = createAttendance(overridden)
  const closings = createClosings(overridden.closedAsFalse)
  const hasOffset = mapping !== null && longForm(mapping.occurredAt).offset !== undefined
  let early = 0
  const see = (decoded: Decoded, file: string): void => {
    files.note(decoded, file)
    if (decoded.kind === 'look-up') {
      if (decoded.lookUp.occurredAt < YEAR_2000_MS) early++
      attendance.note(decoded.lookUp)
      closings.note(decoded.lookUp)
      return
    }
    const { reason, pointer, detail } = decoded.reject
    if (reason !== 'invalid') return
    const fault = sayFault(pointer ?? '', detail)
    faults.set(fault, (faults.get(fault) ?? 0) + 1)
  }
  const ofEvents = ({ read, counted, late, rejected }: ReadTally): string | null => {
    const most = read / 2
    const invalid = rejected.invalid ?? 0
    const [commonest] = [...faults].toSorted(([, a], [, b]) => b - a)
    const isOfTimes = commonest?.[0].startsWith(`/occurredAt ${NOT_A_DATE_TIME}`) === true
    const localTimes = isOfTimes && !hasOffset ? LOCAL_TIMES : ''
    const fault = `the most common fault: ${commonest?.[0]}. ${localTimes}${LIST_THEM}`
    if ((rejected.not_json ?? 0) > most)
      return 'Most lines are not JSON. Each event must be one line of UTF-8; of compressed files only gzip can be read.'
    if (invalid > most)
      return `Most lines are not audit events; ${fault} For a log in another format, say in the setting mapping where its fields are.`
    if (early > most)
      return 'Most events are dated before the year 2000. If the log has times in seconds, say so in the setting mapping: unit: seconds, next to the pointer of occurredAt.'
    const tooLate = rejected.too_late ?? 0
    const ahead = rejected.from_future ?? 0
    if (ahead > read * MOST_AHEAD && ahead > tooLate && counted > 0)
      return `${ofAhead(ahead)}. Either a clock is wrong, or only a few events lie between pauses of over a week there. ${LIST_THEM}`
    const behind = (late + tooLate) / read
    if (behind > MOST_BEHIND)
      return `${Math.round(100 * behind)} % of the events come after a later event of the same account. Give the files in chronological order, each once.`
    // Without this hint a run without alerts would pass for a quiet day.
    if (counted === 0)
      return `No event was counted, so no alert was possible${read === 0 ? ': the files are empty' : ''}.`
    return invalid > 0 ? `Some lines are not audit events; ${fault}` : null
  }
  return {
    see,
    tell: (tally, missedPlaces) => {
      const hints: (string | null)[] = [ofEvents(tally)]
      if (tally.counted > 0)
        hints.push(
          ofUseless(files.useless()),
          ofMapping(missedPlaces),
          ofOverrides(attendance.absent()),
          ofClosings(closings.unfounded()),
        )
      return hints.filter((hint) => hint !== null)
    },
  }
}

const ofAhead = (count: number): string =>
  count === 1
    ? 'One event is dated ahead of those around it'
    : `${count.toLocaleString('en')} events are dated ahead of those around them`

/** Names the field and the rule it breaks. The same fault at any index of a list counts as one. */
const sayFault = (pointer: string, rule: string): string => {
  if (pointer !== '') return `${pointer.replaceAll(/\/\d+/g, '/*')} ${rule}`
  // The rule that a line breaks if it is JSON, but a list, a text or a number.
  const notAnObject = firstFault(auditEventSchema, null)?.rule
  return rule === notAnObject ? 'each line must hold one JSON object' : rule
}

const LOCAL_TIMES =
  "If the log has local times, say so in the setting mapping: offset: '+08:00', next to the pointer of occurredAt. "

const LIST_THEM = 'Use replay --rejects FILE to list each of them.'

const ofUseless = (files: readonly string[]): string | null =>
  files.length === 0
    ? null
    : `No line of ${files.map(printable).join(', ')} is an audit event: use replay --rejects FILE to see why.`

const ofMapping = (missedPlaces: readonly string[]): string | null =>
  missedPlaces.length === 0
    ? null
    : `No event had a value at ${missedPlaces.join('; ')}: check the setting mapping.`

const ofOverrides = (absent: readonly string[]): string | null =>
  absent.length === 0
    ? null
    : `No event was by ${absent.join(', ')}: the policy's overrides for them had no effect.`

const ofClosings = (unfounded: readonly string[]): string | null =>
  unfounded.length === 0
    ? null
    : `No event raised ${unfounded.join(', ')}: check closedAsFalse in the policy.`

/** Finds files that lack events, which the sound ones beside them would hide. */
const createFileUse = () => {
  const useful = new Set<string>()
  const others = new Set<string>()
  return {
    note: (decoded: Decoded, file: string) => void (isEvent(decoded) ? useful : others).add(file),
    useless: () => [...others].filter((file) => !useful.has(file)),
  }
}

/** Whether it is one, though it may come at the wrong time. */
const isEvent = (decoded: Decoded): boolean =>
  decoded.kind === 'look-up' || ['from_future', 'too_late'].includes(decoded.reject.reason)

/** Finds overrides that no event matches, such as one for the misspelt `role "audtior"`. */
const createAttendance = (overridden: Overridden) => {
  const roles = new Set(overridden.roles)
  const outlets = new Set(overridden.outlets)
  const accounts = new Set<string>(overridden.accounts)
  const namesOf = (kind: string, names: ReadonlySet<string>) =>
    [...names].map((name) => `${kind} "${printable(name)}"`)
  return {
    note: ({ role, outletId, accountId }: LookUp): void => {
      if (role !== null && roles.size > 0) {
        roles.delete(role)
        roles.delete(roleName(role))
      }
      if (outletId !== null) outlets.delete(outletId)
      accounts.delete(accountId)
    },
    absent: () => [...namesOf('role', roles), ...namesOf('outlet', outlets), ...namesOf('account', accounts)],
  }
}

/** Finds ids of `closedAsFalse` of the log's own time that none of its events can have given to an alert. */
const createClosings = (alertIds: readonly string[]) => {
  // Without the event's hash, which is another under another token key.
  const keyOf = (accountId: string, timeMs: number) => accountAlertId(accountId, timeMs, '')
  const missing = new Map(
    alertIds.flatMap((alertId) => {
      const known = readAccountAlertId(alertId)
      return known === null ? [] : [[keyOf(known.accountId, known.timeMs), { ...known, alertId }] as const]
    }),
  )
  let [earliestMs, latestMs] = [Infinity, -Infinity]
  return {
    note: ({ accountId, occurredAt }: LookUp): void => {
      if (missing.size === 0) return
      earliestMs = Math.min(earliestMs, occurredAt)
      latestMs = Math.max(latestMs, occurredAt)
      missing.delete(keyOf(accountId, occurredAt))
    },
    unfounded: () =>
      [...missing.values()]
        .filter(({ timeMs }) => timeMs >= earliestMs && timeMs <= latestMs)
        .map(({ alertId }) => `alert "${printable(alertId)}"`),
  }
}
