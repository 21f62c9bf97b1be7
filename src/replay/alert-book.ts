import type { Alert, Severity } from '../contract/alert.ts'
import { countSeverities } from './summary.ts'

/** Every alert as it stands, by id; of each no more than is told in the end: of a year's alerts the rest would fill the memory. */
export const createAlertBook = () => {
  const meant = new Map<string, Severity>()
  const onTrial = new Map<string, Severity>()
  const closed = new Set<string>()
  let revisions = 0
  return {
    /** Whether a person is to hear of it: the alert is new, or of another severity than before, or goes on after a quiet time, or is meant from now on. */
    take: ({ alertId, severity, status, shadow = false }: Alert): boolean => {
      revisions++
      const book = shadow ? onTrial : meant
      if (!shadow) onTrial.delete(alertId)
      const isResumed = status !== 'closed' && closed.delete(alertId)
      if (status === 'closed') closed.add(alertId)
      const before = book.get(alertId)
      book.set(alertId, severity)
      return isResumed || before !== severity
    },
    count: () => countSeverities(meant.values()),
    get onTrial() {
      return onTrial.size
    },
    get revisions() {
      return revisions
    },
  }
}
