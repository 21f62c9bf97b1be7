// kafkajs 2.2.4 with parts put right that it offers no other way to. Every file here takes kafkajs from this
// one: a part can be replaced only before kafkajs loads it, which is why this works at import.
import { createRequire } from 'node:module'

import { crc32c } from '@node-rs/crc32'
import type * as Kafkajs from 'kafkajs'

import { unreadableBatch } from './unreadable-batch.ts'

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
const MAGIC_AT = 16
const BATCHES = 2
/** Where in a batch its length stands, which counts what is behind it, and where its checksum, which covers the rest. */
const LENGTH_AT = 8
const COUNTED_FROM = LENGTH_AT + 4
const CHECKSUM_AT = MAGIC_AT + 1
const COVERED_FROM = CHECKSUM_AT + 4
/** Bytes of a batch without records. */
const LEAST_BYTES = 61

/**
 * The records of one partition in the answer to a fetch. kafkajs itself
 * - passes all records of a batch as arguments of one call. More than some 120,000, which fit into a request of a
 *   few kilobytes, overflow the stack: that ends the consumer for good, and so would every process that meets the
 *   batch.
 * - takes a damaged batch as it is, or for one that was cut short.
 * Throws `kafka_batch_unreadable`.
 */
const decodeRecords = async (from: Decoder): Promise<unknown> => {
  const size = from.readInt32()
  if (size <= MAGIC_AT || !from.canReadBytes(size)) return []
  const bytes = from.readBytes(size)
  const batches = new DecoderOf(bytes)
  if (bytes.readInt8(MAGIC_AT) !== BATCHES) return decodeMessageSet(batches, size)
  const records: unknown[] = []
  // The broker may cut the last batch short.
  for (let at = 0, end = endOf(bytes, at); end <= size; at = end, end = endOf(bytes, at)) {
    try {
      requireIntact(bytes, at, end)
      for (const record of (await decodeBatch(batches)).records) records.push(record)
    } catch (cause) {
      throw unreadableBatch(bytes.readBigInt64BE(at), cause)
    }
  }
  return records
}

/** Where the batch that begins `at` ends; Infinity if not even its length is there. */
const endOf = (bytes: Buffer, at: number): number =>
  at + COUNTED_FROM > bytes.length ? Infinity : at + COUNTED_FROM + bytes.readInt32BE(at + LENGTH_AT)

const requireIntact = (bytes: Buffer, at: number, end: number): void => {
  const isIntact =
    end - at >= LEAST_BYTES &&
    bytes.readUInt32BE(at + CHECKSUM_AT) === crc32c(bytes.subarray(at + COVERED_FROM, end))
  if (!isIntact) throw new Error('it is damaged, for its checksum is not that of its bytes')
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
