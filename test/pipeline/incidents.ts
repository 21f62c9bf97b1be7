import { rank, type Alert, type Severity } from '../../src/contract/alert.ts'
import { DAY_MS } from '../../src/contract/time-units.ts'

/** The last revision of every alert of this severity or more. */
export const lastRevisions = (revisions: readonly Alert[], least: Severity): readonly Alert[] =>
  [...new Map(revisions.map((alert) => [alert.alertId, alert])).values()].filter(
    ({ severity }) => rank(severity) >= rank(least),
  )

/** Whether two alerts are of one incident: of the same account, and less than a day between them. */
const isOneIncident = (a: Alert, b: Alert): boolean =>
  a.entity.id === b.entity.id &&
  Date.parse(a.detectedAt) < endOf(b) + DAY_MS &&
  Date.parse(b.detectedAt) < endOf(a) + DAY_MS

const endOf = ({ detectedAt, lastEventAt }: Alert): number =>
  Math.max(Date.parse(detectedAt), Date.parse(lastEventAt))

/** Alerts of one run whose incident the other run has no alert of. */
export const missingFrom = (other: readonly Alert[], alerts: readonly Alert[]): readonly Alert[] =>
  alerts.filter((alert) => !other.some((each) => isOneIncident(alert, each)))

/** Share of all alerts of two runs that only one of them has. */
export const shareThatDiffers = (a: readonly Alert[], b: readonly Alert[]): number =>
  (missingFrom(a, b).length + missingFrom(b, a).length) / (a.length + b.length)
