import type { Logger } from 'pino'

import type { FetchedBatch } from '../../transport/kafka-consumer.ts'

/** Records to wait for: as a rule even a field that few records have occurs among this many. */
const ENOUGH_RECORDS = 10_000

/**
 * Warns once about places of the mapping at which no record of this process has had a value. A missing
 * optional field makes no record invalid, but takes one reason to alert from every account.
 */
export const createMissedNotice = (missed: () => readonly string[], log: Logger) => {
  let seen = 0
  let isDone = false
  return ({ records }: Pick<FetchedBatch, 'records'>): void => {
    if (isDone) return
    // The records of this fetch are not mapped yet.
    if (seen < ENOUGH_RECORDS) {
      seen += records.length
      return
    }
    isDone = true
    const places = missed()
    if (places.length > 0)
      log.warn(
        { places, remedy: 'check the setting mapping' },
        'places of the mapping had no value in any record',
      )
  }
}
