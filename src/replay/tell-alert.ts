import type { Alert } from '../contract/alert.ts'
import { printable } from '../contract/printable.ts'
import { sayTime } from '../core/time.ts'
import { localTime, short } from '../terminal/figures.ts'
import { severityPaint, type Paint } from '../terminal/paint.ts'

const STATUS: Record<Alert['status'], string> = { open: 'raised', updated: 'grew', closed: 'closed' }

/**
 * One line for a duty officer: time, severity, account, reason, and records exposed. `zoneMs` is the
 * company's offset from UTC.
 */
export const tellAlert = (alert: Alert, zoneMs: number, paint: Paint): string => {
  const when = localTime(alert.updatedAt, zoneMs)
  const severity = severityPaint(paint)[alert.severity](alert.severity.padEnd(8))
  const { id, role } = alert.entity
  const names = alert.members?.map((member) => member.id)
  const who =
    names === undefined
      ? [id, role].filter((part) => part !== undefined).join(', ')
      : `ring of ${names.join(', ')}`
  const { records, unexplainedRecords } = alert.exposure
  const since = names === undefined ? `since ${sayTime(Date.parse(alert.firstEventAt), zoneMs)}` : 'that day'
  const suspect =
    unexplainedRecords === undefined ? '' : `, ${short(unexplainedRecords)} without a known reason in a day`
  const exposed = `${short(records)} ${records === 1 ? 'record' : 'records'} so far, ${since}${suspect}`
  // The id that `inspect` takes, and by which a person closes the alert as false.
  const name = alert.status === 'open' ? `; ${printable(alert.alertId)}` : ''
  const what = printable(`${who}: ${alert.reason}`)
  const trial = alert.shadow === true ? 'on trial: ' : ''
  return `${when}  ${severity}  ${STATUS[alert.status].padEnd(6)}  ${trial}${what} (${exposed}${name})`
}
