import { expect, it } from 'vitest'

import { createExtents } from '../../../src/pipeline/live/extents.ts'
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

it('asks once for all lanes that ask at the same time, and again where it must be fresh', async () => {
  const { reader, asked } = readerOf([two])
  const extents = createExtents({ topics: reader, topic: 'queries', expected: 2, lookAgainMs: 1 })
  await Promise.all([extents(false), extents(false), extents(false)])
  expect(asked()).toBe(1)
  await extents(true)
  expect(asked()).toBe(2)
})

it('looks twice before it believes that the topic is gone or has other partitions', async () => {
  const { reader } = readerOf([null, two, new Map(), two])
  const extents = createExtents({ topics: reader, topic: 'queries', expected: 2, lookAgainMs: 1 })
  expect((await extents(true)).size).toBe(2)
  expect((await extents(true)).size).toBe(2)
})

it('names the fault where it stays', async () => {
  const gone = createExtents({
    topics: readerOf([null]).reader,
    topic: 'queries',
    expected: 2,
    lookAgainMs: 1,
  })
  await expect(gone(true)).rejects.toMatchObject({ code: 'kafka_topic_missing' })
  const changed = createExtents({
    topics: readerOf([two]).reader,
    topic: 'queries',
    expected: 3,
    lookAgainMs: 1,
  })
  await expect(changed(true)).rejects.toMatchObject({ code: 'kafka_partitions_changed' })
})
