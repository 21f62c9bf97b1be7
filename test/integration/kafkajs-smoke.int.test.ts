import kafkajs, { CompressionTypes, type Kafka, type KafkaMessage } from 'kafkajs'
import { beforeAll, describe, expect, inject, it } from 'vitest'

import { registerCodecs } from '../../src/transport/kafka-codecs.ts'
import { kafkaClient } from './kafka-client.ts'
import { kcat, type KcatCodec } from './kcat.ts'
import { createTopics, withAdmin } from './live-topics.ts'
import { uniqueName } from './names.ts'
import { patience } from './patience.ts'

const brokers = inject('sharedBrokers')
const independent = kcat(brokers)
const compacted = [
  { name: 'cleanup.policy', value: 'compact' },
  { name: 'min.cleanable.dirty.ratio', value: '0.1' },
  { name: 'max.message.bytes', value: '2097152' },
]
const codecs: readonly (readonly [KcatCodec, CompressionTypes])[] = [
  ['none', CompressionTypes.None],
  ['gzip', CompressionTypes.GZIP],
  ['snappy', CompressionTypes.Snappy],
  ['lz4', CompressionTypes.LZ4],
  ['zstd', CompressionTypes.ZSTD],
]
const pairs = Array.from(
  { length: 500 },
  (_, i) => [`k${i % 7}`, `{"n":${i},"text":"${'é'.repeat(i % 50)}"}`] as const,
)
const asMessages = pairs.map(([key, value]) => ({ key, value }))

beforeAll(registerCodecs)

describe('kafkajs on this broker', () => {
  it('creates a compacted topic, describes it and deletes it', async () => {
    await withAdmin(brokers, async (admin) => {
      const topic = uniqueName('compacted')
      await createTopics(brokers, [{ topic, numPartitions: 2, configEntries: compacted }])
      const { resources } = await admin.describeConfigs({
        includeSynonyms: false,
        resources: [
          {
            type: kafkajs.ConfigResourceTypes.TOPIC,
            name: topic,
            configNames: compacted.map(({ name }) => name),
          },
        ],
      })
      const found = resources[0]?.configEntries.map((entry) => [entry.configName, entry.configValue]) ?? []
      expect(Object.fromEntries(found)).toEqual(
        Object.fromEntries(compacted.map(({ name, value }) => [name, value])),
      )
      await admin.deleteTopics({ topics: [topic] })
      await expect.poll(() => admin.listTopics(), patience).not.toContain(topic)
    })
  })

  it.for(codecs)('sends %s batches that kcat and kafkajs read', async ([, compression]) => {
    const topic = await makeTopic(1)
    await send(topic, compression)
    expect(independent.readAll(topic).map(({ key, value }) => [key, value])).toEqual(pairs)
    const messages = await consume(kafkaClient(brokers), topic, pairs.length)
    expect(messages.map(({ key, value }) => [key?.toString(), value?.toString()])).toEqual(pairs)
  })

  it.for(codecs)('reads the %s batches of kcat', async ([codec]) => {
    const topic = await makeTopic(1)
    independent.produce(topic, pairs, { codec, headers: { source: 'kcat' } })
    const messages = await consume(kafkaClient(brokers), topic, pairs.length)
    expect(messages.map(({ key, value }) => [key?.toString(), value?.toString()])).toEqual(pairs)
    expect(messages[0]?.headers).toEqual({}) // they are left unread
  })

  it.for(codecs)('reads a batch in %s that is far longer than its compressed form', async ([codec]) => {
    const topic = await makeTopic(1)
    const long = Array.from(
      { length: 12 },
      (_, i) => [`k${i}`, String(i).padEnd(900_000, 'waybill ')] as const,
    )
    independent.produce(topic, long, { codec })
    const messages = await consume(kafkaClient(brokers), topic, long.length)
    expect(messages.map(({ value }) => value?.toString())).toEqual(long.map(([, value]) => value))
  })

  it('puts the keys on the partitions that kcat puts them on', async () => {
    const topic = await makeTopic(6)
    const other = await makeTopic(6)
    await send(topic, CompressionTypes.None)
    independent.produce(other, pairs)
    const placed = (name: string) =>
      new Map(independent.readAll(name).map(({ key, partition }) => [key, partition]))
    expect(placed(topic)).toEqual(placed(other))
  })

  it('continues a group at its committed offset, and seeks', async () => {
    const topic = await makeTopic(1)
    await send(topic, CompressionTypes.GZIP)
    const groupId = uniqueName('group')
    await withAdmin(brokers, (admin) =>
      admin.setOffsets({ groupId, topic, partitions: [{ partition: 0, offset: '490' }] }),
    )
    const rest = await consume(kafkaClient(brokers), topic, 10, { groupId })
    expect(rest.map(({ offset }) => Number(offset))).toEqual([
      490, 491, 492, 493, 494, 495, 496, 497, 498, 499,
    ])
    const sought = await consume(kafkaClient(brokers), topic, 100, { groupId, from: 400 })
    expect(sought[0]?.offset).toBe('400')
    const stored = await withAdmin(brokers, (admin) => admin.fetchOffsets({ groupId, topics: [topic] }))
    expect(stored[0]?.partitions[0]?.offset).toBe('490') // autoCommit: false; a seek commits nothing
  })

  it('shares the partitions of a group between two members', async () => {
    const topic = await makeTopic(4)
    const groupId = uniqueName('group')
    const members = [0, 1].map((n) =>
      kafkaClient(brokers, { clientId: `member-${n}` }).consumer({ groupId, maxWaitTimeInMs: 100 }),
    )
    const assigned = new Map<number, number>()
    for (const [index, member] of members.entries()) {
      member.on(member.events.GROUP_JOIN, ({ payload }) => {
        assigned.set(index, payload.memberAssignment[topic]?.length ?? 0)
      })
      await member.connect()
      await member.subscribe({ topics: [topic] })
      await member.run({ eachBatch: async () => {} })
    }
    await expect.poll(() => [...assigned.values()], patience).toEqual([2, 2])
    await Promise.all(members.map((member) => member.disconnect()))
  })

  it('knows the first and the next offset of every partition', async () => {
    const topic = await makeTopic(3)
    independent.produce(topic, pairs, { partition: 1 })
    const offsets = await withAdmin(brokers, (admin) => admin.fetchTopicOffsets(topic))
    const known = offsets.map(({ partition, low, high }) => `${partition}: ${low} to ${high}`)
    expect(known.toSorted()).toEqual(['0: 0 to 0', '1: 0 to 500', '2: 0 to 0'])
    expect(independent.endOffset(topic, 1)).toBe(500)
  })

  it('finds the offset of a time', async () => {
    const topic = await makeTopic(1)
    const producer = kafkaClient(brokers).producer()
    await producer.connect()
    const nowMs = Date.now()
    const stamps = [nowMs - 3_000, nowMs - 2_000, nowMs - 1_000]
    await producer.send({
      topic,
      messages: stamps.map((at) => ({ value: String(at), timestamp: String(at) })),
    })
    await producer.disconnect()
    expect(independent.readAll(topic).map(({ timestampMs }) => timestampMs)).toEqual(stamps)
    const found = await withAdmin(brokers, (admin) =>
      admin.fetchTopicOffsetsByTimestamp(topic, nowMs - 2_500),
    )
    expect(found).toEqual([{ partition: 0, offset: '1' }])
  })

  it('sends each message once with an idempotent producer', async () => {
    const topic = await makeTopic(1)
    const producer = kafkaClient(brokers).producer({ idempotent: true, maxInFlightRequests: 1 })
    await producer.connect()
    for (const message of asMessages.slice(0, 50))
      await producer.send({ topic, acks: -1, messages: [message] })
    await producer.disconnect()
    expect(independent.readAll(topic).map(({ value }) => value)).toEqual(
      pairs.slice(0, 50).map(([, value]) => value),
    )
  })
})

async function makeTopic(numPartitions: number): Promise<string> {
  const topic = uniqueName('smoke')
  await createTopics(brokers, [{ topic, numPartitions }])
  return topic
}

async function send(topic: string, compression: CompressionTypes): Promise<void> {
  const producer = kafkaClient(brokers).producer()
  await producer.connect()
  await producer.send({ topic, compression, messages: asMessages })
  await producer.disconnect()
}

type ConsumeOptions = { readonly groupId?: string; readonly from?: number }

/** Reads until it has `count` messages, without committing; with `from`, starting there. */
async function consume(
  kafka: Kafka,
  topic: string,
  count: number,
  options: ConsumeOptions = {},
): Promise<KafkaMessage[]> {
  const { groupId = uniqueName('group'), from } = options
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 100 })
  const messages: KafkaMessage[] = []
  await consumer.connect()
  await consumer.subscribe({ topics: [topic], fromBeginning: true })
  const done = new Promise<void>((resolve, reject) => {
    consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error))
    void consumer.run({
      autoCommit: false,
      eachBatch: async ({ batch }) => {
        messages.push(...batch.messages)
        if (messages.length >= count) resolve()
      },
    })
    if (from !== undefined) consumer.seek({ topic, partition: 0, offset: String(from) })
  })
  try {
    await done
  } finally {
    await consumer.disconnect()
  }
  return messages
}
