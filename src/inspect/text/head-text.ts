import type { Severity } from '../../contract/alert.ts'
import { printable } from '../../contract/printable.ts'
import { MINUTE_MS } from '../../contract/time-units.ts'
import { sayRecurs } from '../../core/alerts/judge.ts'
import { sayZone } from '../../core/time.ts'
import { durationCell, localTime } from '../../terminal/figures.ts'
import { severityPaint } from '../../terminal/paint.ts'
import { markTrial } from '../../terminal/trial.ts'
import type { JointVerdict } from '../opinions.ts'
import type { AlertLine, Report } from '../report.ts'
import { cell, paragraph, type Drawing } from './lines.ts'

/** The report's head: the account, when it was seen, where its state was read, its alert and the verdict. */
export const headText = (report: Report, drawing: Drawing): readonly string[] => {
  const { paint } = drawing
  const role = report.role === null ? paint.dim('no role') : printable(report.role)
  return [
    `${paint.bold(printable(report.account))}  ${role}`,
    paragraph(drawing, 'seen', seen(report, drawing)),
    paragraph(drawing, 'lane', lane(report, drawing)),
    paragraph(drawing, 'baseline', baseline(report)),
    paragraph(drawing, 'policy', report.policyVersion),
    ...alert(report, drawing),
    now(report, drawing),
  ]
}

const seen = ({ firstSeen, lastSeen }: Report, { zoneMs }: Drawing): string => {
  const minutes = (Date.parse(lastSeen) - Date.parse(firstSeen)) / MINUTE_MS
  return `${localTime(firstSeen, zoneMs)} to ${localTime(lastSeen, zoneMs)}, ${durationCell(minutes)}; ${sayZone(zoneMs)}, all below as of its last look-up`
}

const lane = ({ lane, source, nextOffset, laneSeen }: Report, { zoneMs }: Drawing): string => {
  const next = nextOffset === null ? '' : `, next offset ${nextOffset}`
  return `${lane} of ${source}${next}, newest event ${localTime(laneSeen, zoneMs)}`
}

const baseline = ({ activeDays, activeHours, colleagues, isSettled }: Report): string =>
  `${many(activeDays, 'active day')} and ${many(activeHours, 'active hour')} of its own; that of ${colleagues} is ${isSettled ? 'established' : 'not established yet'}`

export const many = (count: number, what: string): string => `${cell(count)} ${what}${count === 1 ? '' : 's'}`

const alert = ({ alert }: Report, drawing: Drawing): readonly string[] => {
  if (alert === null)
    return [paragraph(drawing, 'alert', "none open or recently closed as of the lane's newest event")]
  const { alertId, severity, status, untoldRecords, reasons } = alert
  const since = status === 'closed' ? `, ${cell(untoldRecords)} of them since it was closed` : ''
  const said = `${standingOf(alert, drawing)}${since}`
  return [
    paintFirst(paragraph(drawing, 'alert', said), severity, drawing),
    ...signs(reasons).map((sign) => paragraph(drawing, '', printable(sign))),
    paragraph(drawing, 'alertId', printable(alertId)),
  ]
}

type Standing = Pick<AlertLine, 'severity' | 'isShadow' | 'status' | 'detectedAt' | 'records'>

/** How grave an alert is, since when it stands, and of how many records. */
export const standingOf = (
  { severity, isShadow, status, detectedAt, records }: Standing,
  { zoneMs }: Drawing,
): string =>
  `${markTrial(severity, isShadow)}, ${status === 'closed' ? 'closed, raised' : 'open since'} ${localTime(detectedAt, zoneMs)}, ${many(records, 'record')}`

/** Most signs listed. The others cover the same hours and say much the same. */
const MOST_REASONS = 3

const signs = (reasons: readonly string[]): readonly string[] => {
  const more = reasons.length - MOST_REASONS
  const said = reasons.slice(0, MOST_REASONS).map((reason) => `- ${reason}`)
  return more > 0 ? [...said, `- and ${many(more, 'more sign')}`] : said
}

const now = ({ judgement, alert }: Report, drawing: Drawing): string => {
  if (judgement === null) return paragraph(drawing, 'now', 'the detectors together call for no alert')
  const { severity, isShadow } = judgement
  const text = `the detectors together call for an alert of severity ${markTrial(severity, isShadow)}: ${because(judgement)}${sayRecurs(judgement)}${alert?.status === 'closed' ? TOLD : ''}`
  return paintFirst(paragraph(drawing, 'now', text), severity, drawing)
}

const because = ({ surprise, isLimitCrossed }: JointVerdict): string =>
  `${isLimitCrossed ? 'a limit was crossed, and ' : ''}all signs together have a surprise of ${cell(surprise)}`

const TOLD = '; its closed alert has reported these hours, and only new findings raise another'

/** Paints the first mention of the severity. */
export const paintFirst = (text: string, severity: Severity, { paint }: Drawing): string =>
  text.replace(severity, severityPaint(paint)[severity])
