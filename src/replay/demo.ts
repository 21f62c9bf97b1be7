import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { isAtLeast, type Alert } from '../contract/alert.ts'
import type { Label } from '../contract/label.ts'
import { MINUTE_MS } from '../contract/time-units.ts'
import { NATIVE } from '../evaluate/log-format.ts'
import { episodeOf, isAbout, type Episode } from '../evaluate/truth.ts'
import { deriveAlertTokenKey } from '../ops/token-keys.ts'
import { defaultOptions } from '../simulate/options.ts'
import { eventLine } from '../simulate/output/event-line.ts'
import { simulateInSteps } from '../simulate/simulate.ts'
import { atEnd } from '../terminal/at-end.ts'
import { paintFor } from '../terminal/paint.ts'
import { drawTable } from '../terminal/table.ts'
import { columnsOf, fit } from '../terminal/wrap.ts'
import { openLineFile } from '../transport/line-file.ts'
import { replayUnder } from './replay-files.ts'
import { countSeverities } from './summary.ts'

const SCENARIO = { ...defaultOptions, scenario: 'hebei' }
/** Fixed settings: those of the working folder and the environment are meant for another log. */
const SETTINGS = { ...NATIVE, alertTokenKey: deriveAlertTokenKey(NATIVE.tokenKey), policyFile: null }

/** A simulated theft, and the records that each of its look-ups exposed. */
type Theft = Episode & {
  readonly exposures: { readonly timeMs: number; readonly records: number }[]
}

/** Writes the case to a file, replays it as `waywarden replay` does, and compares alerts with the truth. */
export const runDemo = async (): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'waywarden-demo-'))
  const cleanUp = atEnd(() => rmSync(folder, { recursive: true }))
  try {
    const file = join(folder, 'hebei.ndjson.gz')
    say(
      'Hebei, two weeks in March: 160 accounts of a province. Two of them are rented out in the second week.',
    )
    const thefts = await writeCase(file)
    say('Scoring every look-up. Alerts as they rise:\n')
    const alerts: Alert[] = []
    await replayUnder(SETTINGS, [file], {}, (alert) => void alerts.push(alert))
    process.stdout.write(`\n${verdictTable(thefts, alerts)}\n`)
    say(falseAlarmLine(thefts, alerts))
  } finally {
    cleanUp()
  }
}

const say = (text: string): void => void process.stdout.write(`${fit(text, process.stdout)}\n`)

const writeCase = async (path: string): Promise<readonly Theft[]> => {
  const file = openLineFile(path)
  const thefts: Theft[] = []
  let theft: Theft | undefined
  let records = 0
  const note = (label: Label): void => {
    if (label.kind === 'theft') thefts.push({ ...episodeOf(label), exposures: [] })
    if (label.kind !== 'theft-event') return
    theft = thefts.find(({ id }) => id === label.theft)
    records = label.records
  }
  // The label of a theft's event comes just before the event.
  const steps = simulateInSteps(SCENARIO, {
    event: (event, timeMs) => {
      file.write(eventLine(event))
      theft?.exposures.push({ timeMs, records })
      theft = undefined
    },
    label: note,
  })
  for (const _ of steps) await file.settle()
  await file.close()
  return thefts
}

const isAboutTheft = (theft: Theft, alert: Alert): boolean =>
  namedBy(alert).some((account) => theft.accounts.includes(account)) &&
  isAbout(theft, Date.parse(alert.updatedAt))

/** The accounts an alert is about; for a shared device, address or outlet, its members. */
const namedBy = ({ entity, members }: Alert): readonly string[] =>
  members === undefined ? [entity.id] : members.map(({ id }) => id)

const isGrave = ({ severity, status }: Alert): boolean => isAtLeast(severity, 'medium') && status !== 'closed'

const verdictTable = (thefts: readonly Theft[], alerts: readonly Alert[]): string => {
  const { bold } = paintFor(process.stdout)
  const rows = thefts.map((theft) => {
    const first = alerts.find((alert) => isGrave(alert) && isAboutTheft(theft, alert))
    const untilMs = first === undefined ? Infinity : Date.parse(first.updatedAt)
    const exposed = recordsOf(theft.exposures.filter(({ timeMs }) => timeMs <= untilMs))
    const minutes = Math.round((untilMs - (theft.exposures[0]?.timeMs ?? 0)) / MINUTE_MS)
    return [
      theft.accounts.join(', '),
      recordsOf(theft.exposures).toLocaleString('en'),
      first === undefined ? 'never caught' : bold(exposed.toLocaleString('en')),
      first === undefined ? '-' : String(minutes),
    ]
  })
  const head = [
    'rented account',
    'records taken\nin all',
    'exposed before the first\nalert of medium or higher',
    'minutes\nto alert',
  ]
  return drawTable({ head, rows }, columnsOf(process.stdout))
}

const recordsOf = (exposures: Theft['exposures']): number =>
  exposures.reduce((sum, { records }) => sum + records, 0)

/** Counts the alerts that concern no theft, by their last severity. */
const falseAlarmLine = (thefts: readonly Theft[], alerts: readonly Alert[]): string => {
  const isCaught = (alert: Alert): boolean => thefts.some((theft) => isAboutTheft(theft, alert))
  const caught = new Set(alerts.filter(isCaught).map(({ alertId }) => alertId))
  const idle = alerts.filter(({ alertId }) => !caught.has(alertId))
  const reached = countSeverities(new Map(idle.map(({ alertId, severity }) => [alertId, severity])).values())
  const grave = reached.medium + reached.high + reached.critical
  return `False alarms: ${grave} of medium or higher, ${reached.low} low, in 14 days of 160 accounts. The rent pays off from 500 records a day.`
}
