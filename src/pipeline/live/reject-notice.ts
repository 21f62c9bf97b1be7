import type { Logger } from 'pino'

import type { BatchReport } from '../batch-report.ts'
import { createThrottledLog } from './throttled-log.ts'

/**
 * Says why records are rejected, with one of them, once a minute for each reason: where all are, a person is to see it without reading the
 * rejects topic. Never quotes a record.
 */
export const createRejectNotice = (log: Logger, nowMs?: () => number) => {
  const throttled = createThrottledLog(log, nowMs)
  return (partition: number, { firstRejects }: Pick<BatchReport, 'firstRejects'>): void => {
    for (const { offset, reason, pointer, detail } of firstRejects)
      throttled.tell(reason, 'records are rejected', { partition, offset, reason, pointer, detail })
  }
}
