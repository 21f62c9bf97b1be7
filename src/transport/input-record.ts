/** One record, as every transport delivers it. */
export type InputRecord = {
  readonly topic: string
  readonly partition: number
  /** Position in the partition; a file counts its lines from 0. */
  readonly offset: number
  /** The record's Kafka timestamp, epoch milliseconds; 0 in a file, whose lines have none (file-clock.ts). */
  readonly timestampMs: number
  readonly value: Buffer | null
  /** true for a Kafka record without a key: nothing keeps the records of its account in one partition. */
  readonly isUnkeyed?: boolean
  /**
   * Offset of the first marker of a transaction, or aborted record, that was fetched ahead of this one; absent if
   * none was.
   */
  readonly markerAt?: number
  /**
   * Offset behind the markers of transactions, and the aborted records, that follow this one; absent if none are
   * known to follow.
   */
  readonly behindMarkers?: number
}
