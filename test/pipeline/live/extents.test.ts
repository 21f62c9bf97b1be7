import { expect, it } from 'vitest'

import { createExtents, type Extents, type ExtentsOptions } from '../../../src/pipeline/live/extents.ts'
import type { Extent } from '../../../src/transport/kafka-topics.ts'

const two = new Map<number, Extent>([
  [0, { start: 0, end: 1 }],
  [1, { start: 0, end: 1 }],
])

const readerOf = (answers: (ReadonlyMap<number, Extent> | null)[]) => {
  let asked = 0
  return {
    asked: () => asked,
    reader: {
      missing: async () => [],
      extents: async () => answers[Math.min(asked++, answers.length - 1)] ?? null,
      close: async () => {},
    },
  }
}

const extentsOf = (topics: ExtentsOptions['topics'], expected = 2): Extents =>
  createExtents({ topics, topic: 'queries', expected, lookAgainMs: 1 })

it('asks once for all lanes that ask at the same time, and again where it must be fresh', async () => {
  const { reader, asked } = readerOf([two])
  const extents = extentsOf(reader)
  await Promise.all([extents.recent(), extents.recent(), extents.recent()])
  expect(asked()).toBe(1)
  await extents.fresh()
  expect(asked()).toBe(2)
})

it('looks twice before it believes that the topic is gone or has other partitions', async () => {
  const { reader } = readerOf([null, two, new Map(), two])
  const extents = extentsOf(reader)
  expect((await extents.fresh()).size).toBe(2)
  expect((await extents.fresh()).size).toBe(2)
})

it('names the fault where it stays', async () => {
  const gone = extentsOf(readerOf([null]).reader)
  await expect(gone.fresh()).rejects.toMatchObject({ code: 'kafka_topic_missing' })
  const changed = extentsOf(readerOf([two]).reader, 3)
  await expect(changed.fresh()).rejects.toMatchObject({ code: 'kafka_partitions_changed' })
})
