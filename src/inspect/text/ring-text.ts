import type { Alert } from '../../contract/alert.ts'
import { printable } from '../../contract/printable.ts'
import { ring } from '../../core/ring/ring.ts'
import { many, paintFirst, standingOf } from './head-text.ts'
import { paragraph, type Drawing } from './lines.ts'
import { advice } from './opinions-text.ts'

const NAME_WIDTH = 15

/** Renders the alert of a ring: what was found, whom it names, and what to do. */
export const ringText = (alert: Alert, drawing: Drawing): string => {
  const { alertId, severity, exposure, reason, members = [], shadow: isShadow = false } = alert
  const line = (name: string, text: string) => paragraph(drawing, name, text, NAME_WIDTH)
  const said = standingOf({ ...alert, isShadow, records: exposure.records }, drawing)
  return [
    drawing.paint.bold(printable(alertId)),
    paintFirst(line('alert', said), severity, drawing),
    line('', printable(reason)),
    ...members.map(({ id, records = 0 }, at) =>
      line(at === 0 ? 'members' : '', `${printable(id)}, ${many(records, 'record')}`),
    ),
    ...advice(alert, ring, drawing, NAME_WIDTH),
  ].join('\n')
}
