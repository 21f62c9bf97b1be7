import { setTimeout as delay } from 'node:timers/promises'

import { expect, inject, it, onTestFinished } from 'vitest'

import { createLogger } from '../../src/ops/log.ts'
import { loadSettings } from '../../src/ops/settings.ts'
import { createTopicReader } from '../../src/transport/kafka-topics.ts'
import { createTopics } from '../integration/live-topics.ts'
import { uniqueName } from '../integration/names.ts'

const brokers = inject('sharedBrokers')

function makeReader() {
  const environment = { WAYWARDEN_KAFKA_BROKERS: brokers.join(',') }
  const { kafka } = loadSettings({ file: null, environment, fallbackTokenKey: 'sixteen bytes or more' })
  const reader = createTopicReader(kafka, createLogger({ level: 'silent', stream: process.stderr }))
  onTestFinished(reader.close)
  return reader
}

it('tells which topics are compacted', async () => {
  const names = ['compact', 'delete', 'compact,delete'].map(
    (policy) => [uniqueName('topic'), policy] as const,
  )
  await createTopics(
    brokers,
    names.map(([topic, value]) => ({
      topic,
      numPartitions: 1,
      configEntries: [{ name: 'cleanup.policy', value }],
    })),
  )
  const [all, , some] = names.map(([name]) => name)
  const compacted = await makeReader().compacted(names.map(([name]) => name))
  expect(new Set(compacted)).toEqual(new Set([all, some]))
})

it('answers questions about several topics that come while others are under way', async () => {
  const topics = [uniqueName('queries'), uniqueName('findings')]
  await createTopics(
    brokers,
    topics.map((topic) => ({ topic, numPartitions: 2 })),
  )
  for (let round = 0; round < 40; round++) {
    const reader = makeReader()
    const sizes = await Promise.all(
      topics.map(async (topic, at) => {
        await delay((at * round) % 6)
        return (await reader.extents(topic))?.size
      }),
    )
    expect(sizes).toEqual([2, 2])
    await reader.close()
  }
})
