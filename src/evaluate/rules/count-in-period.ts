import type { RuleJudge } from './rule.ts'

export type CountInPeriod = {
  readonly periodMs: number
  /** Raises an alert at this many records. */
  readonly atLeast: number
}

/**
 * Counts records per account and period. A period begins with the first record after the previous one has
 * ended, as in Panther's threshold within a deduplication period. At most one alert per period.
 */
export const countInPeriod = ({ periodMs, atLeast }: CountInPeriod): RuleJudge => {
  const periods = new Map<string, { startMs: number; records: number; isTold: boolean }>()
  return ({ accountId, occurredAt, records }) => {
    if (records === 0) return null
    let period = periods.get(accountId)
    if (period === undefined || occurredAt >= period.startMs + periodMs) {
      period = { startMs: occurredAt, records: 0, isTold: false }
      periods.set(accountId, period)
    }
    period.records += records
    if (period.isTold || period.records < atLeast) return null
    period.isTold = true
    return `${accountId}/${period.startMs}`
  }
}
