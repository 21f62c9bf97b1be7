import Table from 'cli-table3'

import { severities, type Severity } from '../contract/alert.ts'
import type { Tally } from '../pipeline/batch-report.ts'
import type { Symptoms } from './symptoms.ts'

/** What a replay did; `--summary` writes it as JSON. */
export type Summary = Tally & {
  accounts: number
  /** Alerts raised, by the severity they reached. */
  alerts: Record<Severity, number>
  revisions: number
  elapsedSeconds: number
  eventsPerSecond: number
  policyVersion: string
}

/** How many alerts stand at each severity. */
export const countSeverities = (standing: Iterable<Severity>): Record<Severity, number> => {
  const counts: Record<Severity, number> = { low: 0, medium: 0, high: 0, critical: 0 }
  for (const severity of standing) counts[severity]++
  return counts
}

/** What is probably wrong with a file of which most is of no use, or with its invalid events; null where nothing is. */
export const hintOf = (
  { read, late, rejected }: Tally,
  { early, commonestFault }: Pick<Symptoms, 'early' | 'commonestFault'>,
): string | null => {
  const most = read / 2
  const invalid = rejected.invalid ?? 0
  const why = `most often because of this: ${commonestFault}`
  if ((rejected.not_json ?? 0) > most)
    return 'Most lines are not JSON. It has to be one event a line, in UTF-8; of packed files gzip alone is read.'
  if (invalid > most)
    return `Most lines are no audit events, ${why}. Where a log of another form has its fields is for the setting mapping to say.`
  if (early > most)
    return 'Most events are dated before the year 2000. Of times in seconds the setting mapping has to say so: occurredAt: { pointer: /occurredAt, unit: seconds }.'
  if (late + (rejected.too_late ?? 0) > most)
    return 'Most events lie behind others of their accounts. Files have to be given in the order of their times.'
  return invalid > 0 ? `Lines that are no audit events are so ${why}.` : null
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
    ['events read', number(summary.read)],
    ['  counted', number(summary.counted)],
    ['  late, counted too', number(summary.late)],
    ['  duplicates', number(summary.duplicates)],
    ...rejected.map(([reason, count]) => [`  rejected: ${reason}`, number(count)]),
    ['accounts', number(summary.accounts)],
    ...severities.map((severity) => [`alerts, ${severity}`, number(summary.alerts[severity])]),
    ['events per second', number(Math.round(summary.eventsPerSecond))],
    ['seconds', summary.elapsedSeconds.toFixed(1)],
  )
  return table.toString()
}
