// In: what was read of files. Out: what is probably wrong with it, in words.
import type { LookUp } from '../contract/look-up.ts'
import { printable } from '../contract/printable.ts'
import type { Overridden } from '../core/policy.ts'
import { roleName } from '../core/role-name.ts'
import type { ReadTally } from './batch-report.ts'
import type { Decoded } from './decode/decode.ts'

const YEAR_2000_MS = Date.UTC(2000, 0)

/** What a file shows of being read in the wrong way, counted as its events are decoded. */
export type Symptoms = {
  readonly see: (decoded: Decoded) => void
  /** Events dated before the year 2000: as a rule their times are in seconds. */
  readonly early: number
  /** What is wrong with most invalid events, field and rule; null where none is invalid. */
  readonly commonestFault: string | null
  /** Whom the policy overrides thresholds for, such as `role "audtior"`, and no event was by. */
  readonly absent: readonly string[]
}

export const createSymptoms = (overridden: Overridden): Symptoms => {
  const faults = new Map<string, number>()
  const attendance = createAttendance(overridden)
  let early = 0
  return {
    see: (decoded) => {
      if (decoded.kind === 'look-up') {
        if (decoded.lookUp.occurredAt < YEAR_2000_MS) early++
        attendance.note(decoded.lookUp)
        return
      }
      const { reason, pointer, detail } = decoded.reject
      if (reason !== 'invalid') return
      // At whichever place of a list it is.
      const fault = `${(pointer ?? '').replaceAll(/\/\d+/g, '/*')} ${detail}`.trim()
      faults.set(fault, (faults.get(fault) ?? 0) + 1)
    },
    get early() {
      return early
    },
    get commonestFault() {
      const [commonest] = [...faults].toSorted(([, a], [, b]) => b - a)
      return commonest?.[0] ?? null
    },
    get absent() {
      return attendance.absent()
    },
  }
}

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

/** Share of events that a log has late; more is the wrong order. */
const MOST_BEHIND = 0.05

/**
 * What is probably wrong with a file of which most or all is of no use, or with its invalid events, with its mapping, and with the
 * policy's overrides; nothing where nothing is.
 * `missedPlaces`: see CompiledMapping.
 */
export const hintsOf = (
  tally: ReadTally,
  symptoms: Omit<Symptoms, 'see'>,
  missedPlaces: readonly string[] = [],
): readonly string[] => {
  const ofEvents = hintOfEvents(tally, symptoms)
  const isMissing = tally.counted > 0 && missedPlaces.length > 0
  const { absent } = symptoms
  return [
    ...(ofEvents === null ? [] : [ofEvents]),
    ...(isMissing ? [`No event had a value at ${missedPlaces.join('; ')}: check the setting mapping.`] : []),
    ...(tally.counted > 0 && absent.length > 0
      ? [`No event was by ${absent.join(', ')}: the policy's overrides for them had no effect.`]
      : []),
  ]
}

const hintOfEvents = (
  { read, counted, late, rejected }: ReadTally,
  { early, commonestFault }: Pick<Symptoms, 'early' | 'commonestFault'>,
): string | null => {
  const most = read / 2
  const invalid = rejected.invalid ?? 0
  const fault = `the most common fault: ${commonestFault}`
  if ((rejected.not_json ?? 0) > most)
    return 'Most lines are not JSON. Each event must be one line of UTF-8; of compressed files only gzip can be read.'
  if (invalid > most)
    return `Most lines are not audit events; ${fault}. For a log in another format, say in the setting mapping where its fields are.`
  if (early > most)
    return 'Most events are dated before the year 2000. If the times are not in milliseconds, say in the setting mapping what they are in: unit: seconds, next to the pointer of occurredAt.'
  const behind = (late + (rejected.too_late ?? 0)) / read
  if (behind > MOST_BEHIND)
    return `${Math.round(100 * behind)} % of the events are earlier than one before them of the same account. Give the files in chronological order, each once.`
  // Without alerts, and done: it would pass for a quiet day.
  if (counted === 0) return 'No event was counted, so there was nothing to alert about.'
  return invalid > 0 ? `Some lines are not audit events; ${fault}.` : null
}
