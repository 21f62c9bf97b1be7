import type { Alert, Severity } from '../contract/alert.ts'
import { countSeverities } from './summary.ts'

/**
 * The latest state of every alert, by id. Only severity and status are kept: a year's whole alerts would fill
 * the memory.
 */
export const createAlertBook = () => {
  const meant = new Map<string, Severity>()
  const onTrial = new Map<string, Severity>()
  const closed = new Set<string>()
  let revisions = 0
  return {
    /**
     * Notes a revision. True if a person should see it: the alert is new, has changed severity, goes on after
     * it was closed, or is no longer on trial.
     */
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
