import { HOUR_MS } from '../../contract/time-units.ts'
import { createBins } from './bins.ts'
import type { Rule } from './rule.ts'

/**
 * Most records in an hour, by role. On simulated honest traffic about one active hour in a thousand exceeds
 * it (rounded). A lower limit would drown the team in false alarms.
 */
const LIMITS: ReadonlyMap<string | null, number> = new Map(
  Object.entries({
    courier: 60,
    'outlet-clerk': 150,
    'outlet-manager': 300,
    'customer-service': 160,
    'hub-operator': 90,
    'regional-auditor': 450,
    'data-entry': 240,
    integration: 400,
  }),
)
const OTHERS = 200

/** A rule such as a team writes on its first day. */
export const fixedHourly: Rule = {
  name: 'fixed-hourly',
  title: 'Naive: a fixed limit of records per clock hour and role',
  source: null,
  start: (zoneMs) => {
    const bins = createBins(HOUR_MS, () => ({ records: 0, isTold: false }), zoneMs)
    return ({ accountId, role, occurredAt, records }) => {
      const found = bins.at(occurredAt, accountId)
      if (found === null) return null
      const { value: hour } = found
      hour.records += records
      if (hour.isTold || hour.records <= (LIMITS.get(role) ?? OTHERS)) return null
      hour.isTold = true
      return `${accountId}/${found.bin}`
    }
  },
}
