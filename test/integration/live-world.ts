import { Redis } from 'ioredis'
import type { Producer } from 'kafkajs'

import { kafkaClient } from './kafka-client.ts'
import type { LiveEvent } from './live-events.ts'
import { createGroup, type GroupSettings, type LiveGroup, type Place } from './live-group.ts'
import { createTopics } from './live-topics.ts'
import { uniqueName } from './names.ts'

const mostMessagesAtOnce = 2_000

/** One input topic on one broker, and one Redis. */
export type LiveWorld = Place & {
  produce(events: readonly LiveEvent[]): Promise<void>
  /** In one transaction, committed or aborted. */
  produceInTransaction(events: readonly LiveEvent[], isCommitted: boolean): Promise<void>
  /** In several transactions that are open at once, by turns, and all of which are aborted. */
  produceInAborted(events: readonly LiveEvent[], transactions: number): Promise<void>
  /** A consumer group with output topics and a key prefix of its own. */
  group(settings?: GroupSettings): Promise<LiveGroup>
}

export type WorldOptions = Omit<Place, 'topic' | 'client'>

export async function createWorld(options: WorldOptions): Promise<LiveWorld> {
  const { brokers, redis, partitions, defer } = options
  const topic = uniqueName('queries')
  await createTopics(brokers, [{ topic, numPartitions: partitions }])
  const client = new Redis({ ...redis, maxRetriesPerRequest: null })
  client.on('error', () => undefined) // tests take Redis away
  defer(async () => client.disconnect())
  const world = { topic, brokers, redis, partitions, client, defer }
  return {
    ...world,
    produce: (events) => produce(brokers, topic, events),
    produceInTransaction: (events, isCommitted) => produceInTransaction(world, events, isCommitted),
    produceInAborted: (events, transactions) => produceInAborted(world, events, transactions),
    group: (settings = {}) => createGroup(world, settings),
  }
}

async function produce(
  brokers: readonly string[],
  topic: string,
  events: readonly LiveEvent[],
): Promise<void> {
  // kafkajs resends to all partitions if one of a new topic is not ready; idempotence removes the repeats.
  const producer = kafkaClient(brokers).producer({ idempotent: true, maxInFlightRequests: 1 })
  await producer.connect()
  for (let at = 0; at < events.length; at += mostMessagesAtOnce) {
    const messages = events.slice(at, at + mostMessagesAtOnce).map(messageOf)
    await producer.send({ topic, acks: -1, messages })
  }
  await producer.disconnect()
}

async function produceInTransaction(
  { brokers, topic }: Place,
  events: readonly LiveEvent[],
  isCommitted: boolean,
): Promise<void> {
  const producer = await transactionalProducer(brokers)
  const transaction = await producer.transaction()
  await transaction.send({ topic, acks: -1, messages: events.map(messageOf) })
  await (isCommitted ? transaction.commit() : transaction.abort())
  await producer.disconnect()
}

async function produceInAborted(
  { brokers, topic }: Place,
  events: readonly LiveEvent[],
  count: number,
): Promise<void> {
  const producers = await Promise.all(Array.from({ length: count }, () => transactionalProducer(brokers)))
  const transactions = await Promise.all(producers.map((producer) => producer.transaction()))
  for (let at = 0; at < events.length; at += 50) {
    const messages = events.slice(at, at + 50).map(messageOf)
    await transactions[(at / 50) % count]?.send({ topic, acks: -1, messages })
  }
  for (const transaction of transactions.toReversed()) await transaction.abort()
  await Promise.all(producers.map((producer) => producer.disconnect()))
}

async function transactionalProducer(brokers: readonly string[]): Promise<Producer> {
  const producer = kafkaClient(brokers).producer({
    idempotent: true,
    maxInFlightRequests: 1,
    transactionalId: uniqueName('transaction'),
  })
  await producer.connect()
  return producer
}

const messageOf = ({ timestampMs, partition, key, value }: LiveEvent) => ({
  partition,
  key,
  value,
  timestamp: String(timestampMs),
})
