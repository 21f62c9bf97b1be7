import type { Logger } from 'pino'

import type { Metrics } from '../../ops/metrics.ts'
import type { FetchedBatch } from '../../transport/kafka-consumer.ts'

/** Counts records without a key, and says once what they mean. Other keys than the account's may be right: they keep it in one lane too. */
export const createUnkeyedNotice = (topic: string, metrics: Metrics, log: Logger) => {
  let isKnown = false
  return ({ partition, unkeyed }: FetchedBatch): void => {
    if (unkeyed === 0) return
    metrics.recordsUnkeyed.inc({ topic }, unkeyed)
    if (isKnown) return
    isKnown = true
    log.warn(
      { partition, remedy: 'key the topic by accountId: each partition judges an account on its own' },
      'records have no key',
    )
  }
}
