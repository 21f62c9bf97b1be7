// kafkajs 2.2.4 with three parts put right that it offers no other way to. Every file here takes kafkajs from this
// one: a part can be replaced only before kafkajs loads it, which is why this works at import.
import { createRequire } from 'node:module'

import type * as Kafkajs from 'kafkajs'

const require = createRequire(import.meta.url)

type Decoder = {
  readInt32(): number
  canReadBytes(count: number): boolean
  readBytes(count: number): Buffer
  readVarIntArray(reader: unknown): readonly unknown[]
}

const replace = (part: string, by: unknown): void => {
  const path = require.resolve(`kafkajs/src/${part}`)
  require(path)
  const loaded = require.cache[path]
  if (loaded !== undefined) loaded.exports = by
}

type RecordBatch = { readonly records: readonly unknown[] }
const DecoderOf = require('kafkajs/src/protocol/decoder') as {
  new (bytes: Buffer): Decoder
  readonly prototype: Decoder
}
const decodeMessageSet = require('kafkajs/src/protocol/messageSet/decoder') as (
  from: Decoder,
  bytes: number,
) => unknown
const decodeBatch = require('kafkajs/src/protocol/recordBatch/v0/decoder') as (
  from: Decoder,
) => Promise<RecordBatch>

/** Where in a batch, old or new, the version of its format stands. */
const MAGIC_OFFSET = 16
const BATCHES = 2
const BATCH_OVERHEAD = 49

/**
 * The records of one partition in the answer to a fetch. kafkajs itself passes all records of a batch as arguments
 * of one call. More than some 120,000, which fit into a request of a few kilobytes, overflow the stack: that ends
 * the consumer for good, and so would every process that meets the batch.
 */
const decodeRecords = async (from: Decoder): Promise<unknown> => {
  const size = from.readInt32()
  if (size <= MAGIC_OFFSET || !from.canReadBytes(size)) return []
  const bytes = from.readBytes(size)
  const batches = new DecoderOf(bytes)
  if (bytes.readInt8(MAGIC_OFFSET) !== BATCHES) return decodeMessageSet(batches, size)
  const records: unknown[] = []
  try {
    while (batches.canReadBytes(BATCH_OVERHEAD))
      for (const record of (await decodeBatch(batches)).records) records.push(record)
  } catch (error) {
    // The broker may cut the last batch short.
    if (!(error instanceof Error) || error.name !== 'KafkaJSPartialMessageError') throw error
  }
  return records
}

type FetchedRecord = {
  /** Decimal. */
  readonly offset: string
  readonly key: Buffer | null
  readonly isControlRecord: boolean
  readonly batchContext: { readonly producerId: string; readonly inTransaction: boolean }
}
type Aborted = { readonly producerId: string; readonly firstOffset: string }
type Fetched = {
  readonly messages: readonly FetchedRecord[]
  readonly abortedTransactions?: readonly Aborted[] | null
}

/** The key of the control record that ends an aborted transaction. */
const ABORT = Buffer.from([0, 0, 0, 0])

/**
 * Leaves out the records of aborted transactions, as the Java client does. kafkajs itself expects the transactions
 * in the order in which they began, and the broker lists them as they ended; and it begins one a record at most.
 * Thus where several were open at once, it took some of their records for committed ones.
 */
const withoutAborted = ({ messages, abortedTransactions }: Fetched): readonly FetchedRecord[] => {
  if (!abortedTransactions || abortedTransactions.length === 0) return messages
  const left = abortedTransactions
    .map(({ producerId, firstOffset }) => ({ producerId, first: Number(firstOffset) }))
    .sort((a, b) => b.first - a.first)
  const aborting = new Set<string>()
  return messages.filter(({ offset, key, isControlRecord, batchContext: { producerId, inTransaction } }) => {
    for (let next = left.at(-1); next !== undefined && next.first <= Number(offset); next = left.at(-1)) {
      aborting.add(next.producerId)
      left.pop()
    }
    if (!isControlRecord) return !inTransaction || !aborting.has(producerId)
    if (key !== null && ABORT.equals(key)) aborting.delete(producerId)
    return true
  })
}

/**
 * Leaves the headers of a record, which stand at its end, unread. kafkajs itself copies all headers so far for each
 * further one. A record of 100 KB can have 20,000, which took two minutes, without a heartbeat; whoever got the
 * lane next would have stood still as well.
 */
DecoderOf.prototype.readVarIntArray = () => []
replace('protocol/requests/fetch/v4/decodeMessages', decodeRecords)
replace('consumer/filterAbortedMessages', withoutAborted)

export const kafkajs = require('kafkajs') as typeof Kafkajs
