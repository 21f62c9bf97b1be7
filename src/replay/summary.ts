import Table from 'cli-table3'

import { severities, type Severity } from '../contract/alert.ts'
import type { ReadTally } from '../pipeline/batch-report.ts'

/** The figures of a replay; `--summary` writes them as JSON. */
export type Summary = ReadTally & {
  /** Whether every file was read to its end, and every output written. */
  complete: boolean
  accounts: number
  /** Alerts by their last severity, without those on trial. */
  alerts: Record<Severity, number>
  alertsOnTrial: number
  revisions: number
  elapsedSeconds: number
  eventsPerSecond: number
  policyVersion: string
}

/** Counts alerts by severity. */
export const countSeverities = (standing: Iterable<Severity>): Record<Severity, number> => {
  const counts: Record<Severity, number> = { low: 0, medium: 0, high: 0, critical: 0 }
  for (const severity of standing) counts[severity]++
  return counts
}

const WITHOUT_RULES = { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' }

export const summaryTable = (summary: Summary): string => {
  const number = (value: number) => value.toLocaleString('en')
  const rejected = Object.entries(summary.rejected)
  const table = new Table({
    chars: WITHOUT_RULES,
    style: { head: [], border: [] },
    colAligns: ['left', 'right'],
  })
  table.push(
    [summary.complete ? 'events read' : 'events read (incomplete)', number(summary.read)],
    ['  counted', number(summary.counted)],
    ['  of these late', number(summary.late)],
    ['  duplicates', number(summary.duplicates)],
    ...rejected.map(([reason, count]) => [`  rejected: ${reason}`, number(count)]),
    ['accounts', number(summary.accounts)],
    ...severities.map((severity) => [`alerts, ${severity}`, number(summary.alerts[severity])]),
    ...(summary.alertsOnTrial === 0 ? [] : [['alerts on trial', number(summary.alertsOnTrial)]]),
    ['events per second', number(summary.eventsPerSecond)],
    ['seconds', summary.elapsedSeconds.toFixed(1)],
  )
  return table.toString()
}
