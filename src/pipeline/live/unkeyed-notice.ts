import type { Logger } from 'pino'

import type { BatchReport } from '../batch-report.ts'

/**
 * Warns once about records without a key. Keys other than the account id are not
 * reported: they may keep an account in one lane too.
 */
export const createUnkeyedNotice = (log: Logger) => {
  let isKnown = false
  return (partition: number, { unkeyed }: Pick<BatchReport, 'unkeyed'>): void => {
    if (unkeyed === 0 || isKnown) return
    isKnown = true
    log.warn(
      { partition, remedy: 'key the topic by accountId: each partition judges an account on its own' },
      'records have no key',
    )
  }
}
