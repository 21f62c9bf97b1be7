import type { Logger } from 'pino'

import type { BatchReport } from '../batch-report.ts'

/** Says once what records without a key mean. Other keys than the account's may be right: they keep it in one lane too. */
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
