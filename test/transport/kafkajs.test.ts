import { createRequire } from 'node:module'

import { crc32c } from '@node-rs/crc32'
import { expect, it } from 'vitest'

import '../../src/transport/kafkajs.ts'

const require = createRequire(import.meta.url)
const Decoder = require('kafkajs/src/protocol/decoder') as new (bytes: Buffer) => unknown
const decode = require('kafkajs/src/protocol/requests/fetch/v4/decodeMessages') as (
  from: unknown,
) => Promise<readonly { readonly offset: string; readonly value: Buffer }[]>

/** Length, attributes, time, offset, no key, a value of two bytes, no headers. */
const record = Buffer.from([0x10, 0, 0, 0, 0x01, 0x04, 0x7b, 0x7d, 0])

/** As Kafka encodes a length: its double, in groups of seven bits. */
function varint(length: number): Buffer {
  const bytes: number[] = []
  let left = length * 2
  for (; left > 127; left = Math.floor(left / 128)) bytes.push(128 + (left % 128))
  return Buffer.from([...bytes, left])
}

/** A batch as a broker sends it, without its last bytes if it is cut short. */
function fetched(offset: number, count: number, cut = 0, each = record): Buffer {
  const head = Buffer.alloc(61)
  const records = Buffer.concat(Array.from({ length: count }, () => each))
  head.writeBigInt64BE(BigInt(offset))
  head.writeInt32BE(head.length - 12 + records.length, 8)
  head.writeInt8(2, 16)
  head.writeInt32BE(count, 57)
  const batch = Buffer.concat([head, records])
  batch.writeUInt32BE(crc32c(batch.subarray(21)), 17)
  return batch.subarray(0, batch.length - cut)
}

const decoded = (...batches: readonly Buffer[]) => {
  const bytes = Buffer.concat(batches)
  const size = Buffer.alloc(4)
  size.writeInt32BE(bytes.length)
  return decode(new Decoder(Buffer.concat([size, bytes])))
}

it('reads a batch of more records than a call may have arguments', async () => {
  const records = await decoded(fetched(5, 300_000))
  expect(records).toHaveLength(300_000)
  expect(records.at(-1)).toMatchObject({ offset: '5', value: Buffer.from('{}') })
})

it('reads a record of many headers as fast as any', async () => {
  const headers = 100_000
  const names = Array.from({ length: headers }, (_, at) =>
    Buffer.from(`\x0c${String(at).padStart(6, '0')}\x01`),
  )
  const body = Buffer.concat([record.subarray(1, -1), varint(headers), ...names])
  const [first] = await decoded(fetched(5, 1, 0, Buffer.concat([varint(body.length), body])))
  expect(first).toMatchObject({ offset: '5', value: Buffer.from('{}') })
}, 10_000)

it('reads several batches, leaves out one that the broker has cut short, and reads nothing where nothing came', async () => {
  expect((await decoded(fetched(5, 2), fetched(7, 1), fetched(8, 9, 4))).map(({ offset }) => offset)).toEqual(
    ['5', '5', '7'],
  )
  expect(await decoded()).toEqual([])
})

it.for([
  [
    'a bit of a value',
    (batch: Buffer) => batch.writeUInt8(batch.readUInt8(batch.length - 2) ^ 1, batch.length - 2),
  ],
  ['a length that leaves out the records', (batch: Buffer) => batch.writeInt32BE(49, 8)],
  ['a length below 0', (batch: Buffer) => batch.writeInt32BE(-12, 8)],
] as const)('refuses a batch that is damaged, by %s, and says where it is', async ([, damage]) => {
  const damaged = fetched(7, 3)
  damage(damaged)
  await expect(decoded(fetched(5, 2), damaged, fetched(10, 1))).rejects.toMatchObject({
    code: 'kafka_batch_unreadable',
    message: expect.stringContaining(
      'The batch at offset 7 of one of the partitions cannot be read: it is damaged',
    ),
  })
})

it('does not take a batch for cut short that has fewer records than it says', async () => {
  const withoutRecords = fetched(5, 3, 0, Buffer.alloc(0))
  await expect(decoded(withoutRecords)).rejects.toMatchObject({ code: 'kafka_batch_unreadable' })
})

type Fetched = {
  readonly messages: readonly unknown[]
  readonly abortedTransactions: readonly unknown[] | null
}
const withoutAborted = require('kafkajs/src/consumer/filterAbortedMessages') as (
  fetched: Fetched,
) => readonly { readonly offset: string }[]

/** A record is named by its producer, in capitals outside transactions; `a!` and `a.` abort and commit those of `a`. */
function kept(log: string, from: number, aborted: readonly (readonly [producer: string, first: number])[]) {
  const messages = log.split(' ').map((name, at) => ({
    offset: String(from + at),
    key: Buffer.from([0, 0, 0, name.endsWith('.') ? 1 : 0]),
    isControlRecord: name.length > 1,
    batchContext: {
      producerId: (name[0] ?? '').toLowerCase(),
      inTransaction: name === name.toLowerCase(),
    },
  }))
  const abortedTransactions = aborted.map(([producerId, first]) => ({ producerId, firstOffset: `${first}` }))
  const names = log.split(' ')
  return withoutAborted({ messages, abortedTransactions })
    .map(({ offset }) => names[Number(offset) - from])
    .join(' ')
}

it.for([
  [
    'one after the other',
    'a a a! a a. b b! B',
    0,
    [
      ['a', 0],
      ['b', 5],
    ],
    'a! a a. b! B',
  ],
  [
    'at once, the first of which ended last',
    'a a b c b! a a! c.',
    0,
    [
      ['b', 2],
      ['a', 0],
    ],
    'c b! a! c.',
  ],
  [
    'under way where the fetch began',
    'c c b a c! d b! a! d.',
    50,
    [
      ['a', 10],
      ['b', 11],
      ['c', 12],
    ],
    'c! d b! a! d.',
  ],
] as const)('leaves out the records of transactions that were aborted %s', ([, log, from, aborted, left]) => {
  expect(kept(log, from, aborted)).toBe(left)
})
