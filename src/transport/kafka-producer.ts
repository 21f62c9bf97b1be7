// In: messages of an outbox. Out: on the topics of their channels, in order, acknowledged by every in-sync replica.
// Fails closed: throws where the broker has not taken all of them. The caller keeps them and tries again, so that a
// message may arrive twice and is never lost.
import kafkajs, { type Message, type Producer } from 'kafkajs'
import type { Logger } from 'pino'

import { WaywardenError } from '../contract/errors.ts'
import type { KafkaSettings } from '../ops/settings-form.ts'
import type { Channel, OutboxMessage } from '../state/store.ts'
import { createKafka } from './kafka-client.ts'

const ALL_REPLICAS = -1
// A broker takes 1 MiB in one batch of one partition where nothing else is set; this leaves room for headers.
const MOST_BYTES = 512 * 1024
const RETRY = { retries: 2, initialRetryTime: 100, maxRetryTime: 1_000 }

export type Publisher = {
  /** @throws kafka_send_failed; send the same messages again. */
  publish(messages: readonly OutboxMessage[]): Promise<void>
  readonly close: () => Promise<void>
}

export function createPublisher(settings: KafkaSettings, log: Logger): Publisher {
  let opened: Promise<Producer> | null = null

  const send = async (messages: readonly OutboxMessage[]): Promise<void> => {
    opened ??= open(settings, log)
    const mine = opened
    try {
      const producer = await mine
      await producer.sendBatch({
        acks: ALL_REPLICAS,
        timeout: settings.requestTimeoutMs,
        topicMessages: byTopic(messages, settings.topics),
      })
    } catch (cause) {
      // A producer that has failed once may hold messages back or number them wrongly: the next try takes a new one.
      if (opened === mine) opened = null
      void discard(mine, log)
      throw sendFailed(cause)
    }
  }

  return {
    publish: async (messages) => {
      for (const portion of portions(messages)) await send(portion)
    },
    close: async () => {
      if (opened !== null) await discard(opened, log)
      opened = null
    },
  }
}

const open = async (settings: KafkaSettings, log: Logger): Promise<Producer> => {
  const producer = createKafka(settings, log).producer({
    allowAutoTopicCreation: false,
    createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
    retry: RETRY,
  })
  await producer.connect()
  return producer
}

const discard = async (opened: Promise<Producer>, log: Logger): Promise<void> => {
  try {
    await (await opened).disconnect()
  } catch (err) {
    log.debug({ err }, 'a producer could not be closed')
  }
}

const byTopic = (messages: readonly OutboxMessage[], topics: Readonly<Record<Channel, string>>) => {
  const found = new Map<Channel, Message[]>()
  for (const { channel, key, value } of messages) {
    const already = found.get(channel)
    if (already === undefined) found.set(channel, [{ key, value }])
    else already.push({ key, value })
  }
  return [...found].map(([channel, list]) => ({ topic: topics[channel], messages: list }))
}

/** Runs of messages, in order, each small enough for one request. */
export function* portions(messages: readonly OutboxMessage[]): Generator<readonly OutboxMessage[]> {
  let portion: OutboxMessage[] = []
  let bytes = 0
  for (const message of messages) {
    const size = Buffer.byteLength(message.key) + Buffer.byteLength(message.value)
    if (bytes + size > MOST_BYTES && portion.length > 0) {
      yield portion
      portion = []
      bytes = 0
    }
    portion.push(message)
    bytes += size
  }
  if (portion.length > 0) yield portion
}

const sendFailed = (cause: unknown): WaywardenError => {
  const why = cause instanceof Error ? cause.message : String(cause)
  return new WaywardenError(
    'kafka_send_failed',
    `The brokers have not taken the messages of an outbox: ${why}. They are sent again; look at the brokers and the rights to write where this goes on`,
    { cause },
  )
}
