import { createRequire } from 'node:module'

import { expect, it } from 'vitest'

import '../../src/transport/kafkajs.ts'

const require = createRequire(import.meta.url)
const Decoder = require('kafkajs/src/protocol/decoder') as new (bytes: Buffer) => unknown
const decode = require('kafkajs/src/protocol/requests/fetch/v4/decodeMessages') as (
  from: unknown,
) => Promise<readonly { readonly offset: string; readonly value: Buffer }[]>

/** Length, attributes, time, offset, no key, a value of two bytes, no headers. */
const record = Buffer.from([0x10, 0, 0, 0, 0x01, 0x04, 0x7b, 0x7d, 0])

/** A batch as a broker sends it, without its last bytes if it is cut short. */
function fetched(offset: number, count: number, cut = 0): Buffer {
  const head = Buffer.alloc(61)
  const records = Buffer.concat(Array.from({ length: count }, () => record))
  head.writeBigInt64BE(BigInt(offset))
  head.writeInt32BE(head.length - 12 + records.length, 8)
  head.writeInt8(2, 16)
  head.writeInt32BE(count, 57)
  return Buffer.concat([head, records]).subarray(0, head.length + records.length - cut)
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

it('reads several batches, leaves out one that the broker has cut short, and reads nothing where nothing came', async () => {
  expect((await decoded(fetched(5, 2), fetched(7, 1), fetched(8, 9, 4))).map(({ offset }) => offset)).toEqual(
    ['5', '5', '7'],
  )
  expect(await decoded()).toEqual([])
})
