import { HOUR_MS } from '../../contract/time-units.ts'
import { createBins } from './bins.ts'
import type { Rule } from './rule.ts'

/**
 * What all but about one in a thousand active hours of a role hold on simulated honest traffic, rounded: as low as a team can go before the
 * noise stops it.
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

/** What a team writes on the first day. */
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
