import type { Alert } from '../../contract/alert.ts'
import { printable } from '../../contract/printable.ts'
import { ring } from '../../core/ring/ring.ts'
import { localTime } from '../../terminal/figures.ts'
import { severityPaint } from '../../terminal/paint.ts'
import { markTrial } from '../../terminal/trial.ts'
import { cell, paragraph, type Drawing } from './lines.ts'

const NAME_WIDTH = 15

/** Renders the alert of a ring: what was found, whom it names, and what to do. */
export const ringText = (alert: Alert, drawing: Drawing): string => {
  const { paint, zoneMs } = drawing
  const { alertId, severity, status, detectedAt, exposure, reason, members = [] } = alert
  const line = (name: string, text: string) => paragraph(drawing, name, text, NAME_WIDTH)
  const since = `${status === 'closed' ? 'closed, raised' : 'open since'} ${localTime(detectedAt, zoneMs)}`
  const said = `${markTrial(severity, alert.shadow === true)}, ${since}, ${cell(exposure.records)} records`
  return [
    paint.bold(printable(alertId)),
    line('alert', said).replace(severity, severityPaint(paint)[severity]),
    line('', printable(reason)),
    ...members.map(({ id, records = 0 }, at) =>
      line(at === 0 ? 'members' : '', `${printable(id)}, ${cell(records)} records`),
    ),
    line('what to do', `${severity === 'low' ? 'Watch it. If it grows: ' : ''}${ring.triage.join(' ')}`),
    line('may be honest', ring.falseAlarms.join(' ')),
  ].join('\n')
}
