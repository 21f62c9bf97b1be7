import colors from 'picocolors'

import type { Alert, Severity } from '../contract/alert.ts'
import { printable } from '../contract/printable.ts'

const PAINT: Record<Severity, (text: string) => string> = {
  low: colors.dim,
  medium: colors.yellow,
  high: colors.red,
  critical: (text) => colors.bold(colors.red(text)),
}

const STATUS: Record<Alert['status'], string> = { open: 'raised', updated: 'grew', closed: 'closed' }

/** One line a duty officer can read: when, how grave, who, why, and how much has leaked. `zoneMs` is the company's clock. */
export const tellAlert = (alert: Alert, zoneMs: number): string => {
  const local = new Date(Date.parse(alert.updatedAt) + zoneMs).toISOString()
  const when = `${local.slice(0, 10)} ${local.slice(11, 16)}`
  const severity = PAINT[alert.severity](alert.severity.padEnd(8))
  const { type, id, role } = alert.entity
  const names = alert.members?.map((member) => member.id)
  const who =
    names === undefined ? [id, role].filter((part) => part !== undefined) : [`${type} ${id}`, ...names]
  const exposed = `${alert.exposure.records} records so far`
  const what = printable(`${who.join(', ')}: ${alert.reason}`)
  return `${when}  ${severity}  ${STATUS[alert.status].padEnd(6)}  ${what} (${exposed})`
}
