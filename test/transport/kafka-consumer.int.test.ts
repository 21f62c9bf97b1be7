import { setTimeout as delay } from 'node:timers/promises'

import { expect, inject, it, onTestFinished } from 'vitest'

import { createLogger } from '../../src/ops/log.ts'
import { loadSettings } from '../../src/ops/settings.ts'
import { createTopicConsumer, type FetchedBatch } from '../../src/transport/kafka-consumer.ts'
import { kafkaClient } from '../integration/kafka-client.ts'
import { createTopics } from '../integration/live-topics.ts'
import { uniqueName } from '../integration/names.ts'
import { patience } from '../integration/patience.ts'

const brokers = inject('sharedBrokers')
const handlers = {
  onAssigned: () => undefined,
  onBatch: async () => undefined,
  onSkipped: () => undefined,
  onCrash: () => undefined,
}

async function given(more: Readonly<Record<string, string>> = {}) {
  const [topic, groupId] = [uniqueName('queries'), uniqueName('group')]
  await createTopics(brokers, [{ topic, numPartitions: 2 }])
  const environment = { WAYWARDEN_KAFKA_BROKERS: brokers.join(','), ...more }
  const { kafka } = loadSettings({ file: null, environment, fallbackTokenKey: 'sixteen bytes or more' })
  const log = createLogger({ level: 'silent', stream: process.stderr })
  const consumer = createTopicConsumer(kafka, { topic, groupId, minBytes: 1, maxWaitMs: 100 }, log)
  // Connected once: how long a join lasts is not long enough to connect anew for each question.
  const admin = kafkaClient(brokers).admin()
  await admin.connect()
  onTestFinished(() => admin.disconnect())
  const members = async () => (await admin.describeGroups([groupId])).groups[0]?.members.length
  return { topic, groupId, consumer, members }
}

/** A member that hears only at its next heartbeat, seconds later, that another one joins: until then nobody has joined. */
async function joinSlowly(topic: string, groupId: string): Promise<void> {
  const slow = kafkaClient(brokers).consumer({ groupId, heartbeatInterval: 2_000, maxWaitTimeInMs: 100 })
  onTestFinished(() => slow.disconnect())
  await slow.connect()
  await slow.subscribe({ topics: [topic] })
  const hasJoined = new Promise((resolve) => slow.on(slow.events.GROUP_JOIN, resolve))
  await slow.run({ eachMessage: async () => undefined })
  await hasJoined
}

it('leaves no member behind where it is stopped while it joins', async () => {
  const { topic, groupId, consumer, members } = await given()
  await joinSlowly(topic, groupId)
  const started = consumer.start(handlers)
  await expect.poll(members, patience).toBe(2)
  expect(consumer.isMember).toBe(false)
  await consumer.stop()
  await started
  expect(await members()).toBe(1)
})

it('does not join any more where it is stopped while it connects', async () => {
  const { consumer, members } = await given()
  const started = consumer.start(handlers)
  await consumer.stop()
  await started
  await delay(500)
  expect(await members()).toBe(0)
})

it('fetches as much from a partition as the settings say', async () => {
  const { topic, consumer } = await given({ WAYWARDEN_KAFKA_MAX_BYTES_PER_PARTITION: '16MiB' })
  onTestFinished(() => consumer.stop())
  const producer = kafkaClient(brokers).producer()
  await producer.connect()
  const value = Buffer.alloc(900 * 1024)
  for (let sent = 0; sent < 14; sent += 1) await producer.send({ topic, messages: [{ partition: 0, value }] })
  await producer.disconnect()
  const first = new Promise<number>((resolve) => {
    const onAssigned = () => consumer.moveTo(0, 0)
    const onBatch = async ({ records }: FetchedBatch) => resolve(records.length)
    void consumer.start({ ...handlers, onAssigned, onBatch })
  })
  expect(await first).toBe(14)
})
