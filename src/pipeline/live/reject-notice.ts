import type { Logger } from 'pino'

import type { BatchReport } from '../batch-report.ts'
import { createThrottledLog } from './throttled-log.ts'

/**
 * Logs why records are rejected, with one example, once a minute for each reason. If all records are
 * rejected, a person sees it without reading the rejects topic. Never quotes a record.
 */
export const createRejectNotice = (log: Logger, nowMs?: () => number) => {
  const throttled = createThrottledLog(log, nowMs)
  return (partition: number, { firstRejects }: Pick<BatchReport, 'firstRejects'>): void => {
    for (const { offset, reason, pointer, detail } of firstRejects)
      throttled.tell(reason, 'records are rejected', { partition, offset, reason, pointer, detail })
  }
}
