import { expect, it } from 'vitest'

import type { FileBatch } from '../../src/transport/file.ts'
import type { InputRecord } from '../../src/transport/input-record.ts'
import { lookAhead } from '../../src/transport/look-ahead.ts'

const record = (offset: number): InputRecord => ({
  topic: 'file',
  partition: 0,
  offset,
  timestampMs: 0,
  value: null,
})

/** Batches of so many records; then it fails where it is to. */
async function* batchesOf(sizes: readonly number[], failure: Error | null = null): AsyncGenerator<FileBatch> {
  let offset = 0
  for (const [at, size] of sizes.entries())
    yield { records: Array.from({ length: size }, () => record(offset++)), bytesRead: at + 1 }
  if (failure !== null) throw failure
}

const BEHIND = 3

const offsets = (records: readonly InputRecord[]): readonly number[] => records.map(({ offset }) => offset)

it.each([[[10]], [[1, 1, 1, 1, 1, 1, 1, 1, 1, 1]], [[2, 0, 5, 3]], [[0]], [[]], [[3]], [[4]]])(
  'batches of %j: every record once and in order, with the three that come next',
  async (sizes) => {
    const total = sizes.reduce((sum, size) => sum + size, 0)
    const seen: number[] = []
    for await (const { records, behind } of lookAhead(batchesOf(sizes), BEHIND)) {
      seen.push(...offsets(records))
      expect(offsets(behind)).toEqual(
        Array.from({ length: Math.min(BEHIND, total - seen.length) }, (_, nth) => seen.length + nth),
      )
    }
    expect(seen).toEqual(Array.from({ length: total }, (_, at) => at))
  },
)

it('gives every batch as soon as enough has come behind it', async () => {
  const sizes: number[] = []
  for await (const { records } of lookAhead(batchesOf([4, 1, 5]), BEHIND)) sizes.push(records.length)
  expect(sizes).toEqual([1, 1, 5, 3])
})

it('gives what was read before it says that the reading has failed', async () => {
  const seen: number[] = []
  const read = async () => {
    for await (const { records } of lookAhead(batchesOf([4, 1], new Error('torn')), BEHIND))
      seen.push(...offsets(records))
  }
  await expect(read()).rejects.toThrow('torn')
  expect(seen).toEqual([0, 1, 2, 3, 4])
})
