import Table from 'cli-table3'

import { severities, type Severity } from '../contract/alert.ts'
import type { ReadTally } from '../pipeline/batch-report.ts'
import type { Symptoms } from './symptoms.ts'

/** What a replay did; `--summary` writes it as JSON. */
export type Summary = ReadTally & {
  /** Whether every file was read to its end. */
  complete: boolean
  accounts: number
  /** Alerts raised, by the severity they reached; without those on trial. */
  alerts: Record<Severity, number>
  alertsOnTrial: number
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
    return 'Most events are dated before the year 2000. If the times are in seconds, say so in the setting mapping: unit: seconds, next to the pointer of occurredAt.'
  const behind = (late + (rejected.too_late ?? 0)) / read
  if (behind > MOST_BEHIND)
    return `${Math.round(100 * behind)} % of the events are earlier than one before them of the same account. Give the files in chronological order, each once.`
  // Without alerts, and done: it would pass for a quiet day.
  if (counted === 0) return 'No event was counted, so there was nothing to alert about.'
  return invalid > 0 ? `Some lines are not audit events; ${fault}.` : null
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
