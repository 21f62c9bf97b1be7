import type { LookUp } from '../contract/look-up.ts'
import { printable } from '../contract/printable.ts'
import type { Overridden } from '../core/policy.ts'
import { roleName } from '../core/role-name.ts'
import type { Decoded } from '../pipeline/decode/decode.ts'

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
      const fault = `${pointer ?? ''} ${detail}`.trim()
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
