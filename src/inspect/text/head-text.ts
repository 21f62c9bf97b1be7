import type { Severity } from '../../contract/alert.ts'
import { printable } from '../../contract/printable.ts'
import { MINUTE_MS } from '../../contract/time-units.ts'
import { sayRecurs } from '../../core/alerts/judge.ts'
import { durationCell, localTime } from '../../terminal/figures.ts'
import { severityPaint } from '../../terminal/paint.ts'
import { markTrial } from '../../terminal/trial.ts'
import type { Report } from '../report.ts'
import { cell, paragraph, type Drawing } from './lines.ts'

/** Who it is, from when on and where it was read, and whether it has an alert. */
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
  return `${localTime(firstSeen, zoneMs)} to ${localTime(lastSeen, zoneMs)}, ${durationCell(minutes)}; all below is as of its last look-up`
}

const lane = ({ lane, source, nextOffset, laneSeen }: Report, { zoneMs }: Drawing): string => {
  const next = nextOffset === null ? '' : `, next offset ${nextOffset}`
  return `${lane} of ${source}${next}, newest event ${localTime(laneSeen, zoneMs)}`
}

const baseline = ({ activeDays, activeHours, isSettled }: Report): string =>
  `${cell(activeDays)} active days and ${cell(activeHours)} active hours of its own; its role's is ${isSettled ? 'established' : 'not established yet'}`

const alert = ({ alert }: Report, drawing: Drawing): readonly string[] => {
  if (alert === null) return [paragraph(drawing, 'alert', 'none')]
  const { alertId, severity, status, detectedAt, records, reasons, isShadow } = alert
  const said = `${markTrial(severity, isShadow)}, ${status === 'closed' ? 'closed, raised' : 'open since'} ${localTime(detectedAt, drawing.zoneMs)}, ${cell(records)} records: ${printable(sentence(reasons))}`
  return [
    paintFirst(paragraph(drawing, 'alert', said), severity, drawing),
    paragraph(drawing, 'its id', printable(alertId)),
  ]
}

/** The other signs are those of the same hours, and say much the same. */
const MOST_REASONS = 3

const sentence = (reasons: readonly string[]): string => {
  const more = reasons.length - MOST_REASONS
  const said = reasons.slice(0, MOST_REASONS).join('; ')
  return more > 0 ? `${said}; and ${more} more sign${more === 1 ? '' : 's'}.` : `${said}.`
}

const now = ({ judgement }: Report, drawing: Drawing): string => {
  if (judgement === null) return paragraph(drawing, 'now', 'the detectors together call for no alert')
  const { severity, surprise, isShadow } = judgement
  const text = `the detectors together call for an alert of severity ${markTrial(severity, isShadow)}, surprise ${cell(surprise)}${sayRecurs(judgement)}`
  return paintFirst(paragraph(drawing, 'now', text), severity, drawing)
}

/** Paints the severity where it stands first. */
const paintFirst = (text: string, severity: Severity, { paint }: Drawing): string =>
  text.replace(severity, severityPaint(paint)[severity])
