import { messageOf, WaywardenError } from '../contract/errors.ts'

/** The fault of a batch that cannot be read, of which `offset` is the first record's. */
export const unreadableBatch = (offset: bigint, cause: unknown): WaywardenError =>
  new WaywardenError(
    'kafka_batch_unreadable',
    `The batch at offset ${offset} of one of the partitions cannot be read: ${messageOf(cause)}. It comes after the last record that the partition's lane has scored (see the coverage topic). To continue without it, delete the records up to its end and set kafka.onLostOffsets: continue`,
    { cause },
  )

/** Finds the fault of a batch among the causes of an error; null if there is none. */
export const unreadableIn = (error: unknown): WaywardenError | null => {
  if (error instanceof WaywardenError) return error.code === 'kafka_batch_unreadable' ? error : null
  return error instanceof Error ? unreadableIn(error.cause) : null
}
