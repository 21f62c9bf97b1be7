/** One record as a transport hands it over, whatever it came from. */
export type InputRecord = {
  readonly topic: string
  readonly partition: number
  /** Position in the partition; a file counts its lines from 0. */
  readonly offset: number
  /** The record's Kafka timestamp, epoch milliseconds; 0 in a file, whose lines have none (file-clock.ts). */
  readonly timestampMs: number
  readonly value: Buffer | null
  /** Of a topic, where no key says in which partition the record belongs. */
  readonly isUnkeyed?: boolean
}
