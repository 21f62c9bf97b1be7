import type { Logger } from 'pino'

import type { FetchedBatch } from '../../transport/kafka-consumer.ts'

/** So many records show as a rule what a log has: a field that few of them have is found among them. */
const ENOUGH_RECORDS = 10_000

/**
 * Says once which places of the mapping no record of this process has had anything at. An optional field that is never there is no
 * fault of any record, and takes a reason to alert from every account.
 */
export const createMissedNotice = (missed: () => readonly string[], log: Logger) => {
  let seen = 0
  let isDone = false
  return ({ records }: Pick<FetchedBatch, 'records'>): void => {
    if (isDone) return
    // Those of this fetch are not mapped yet.
    if (seen < ENOUGH_RECORDS) {
      seen += records.length
      return
    }
    isDone = true
    const places = missed()
    if (places.length > 0)
      log.warn({ places, remedy: 'check the setting mapping' }, 'places of the mapping find nothing')
  }
}
