import type { Rows } from '../../terminal/table.ts'
import type { Summary } from '../summary.ts'
import { countCell, rateCell, shareCell } from './format.ts'

/** One row per contender: the main table of the README. */
export const contenderRows = (summaries: readonly Summary[]): Rows => ({
  head: [
    'who',
    'caught',
    'under 500',
    'under 100',
    'median leaked',
    'records leaked',
    'false / 10,000, medium up',
    'high up',
    'alerts / theft',
  ],
  rows: summaries.map((summary) => [
    summary.contender,
    shareCell(summary.caught),
    shareCell(summary.caughtUnder500),
    shareCell(summary.caughtUnder100),
    countCell(summary.medianLeaked),
    shareCell(summary.leaked),
    rateCell(summary.falseMediumUp),
    rateCell(summary.falseHighUp),
    rateCell(summary.alertsPerIncident),
  ]),
})
