// In: messages of an outbox. Out: on the topics of their channels, in order, acknowledged by every in-sync replica; several
// findings in one record.
// Fails closed: throws where the broker has not taken all of them. The caller keeps them and tries again, so that a
// message may arrive twice and is never lost.
import kafkajs, { type ICustomPartitioner, type Message, type Producer, type RecordMetadata } from 'kafkajs'
import type { Logger } from 'pino'

import { WaywardenError } from '../contract/errors.ts'
import type { KafkaSettings } from '../ops/settings-form.ts'
import type { Channel, OutboxMessage } from '../state/store.ts'
import { bundleFindings } from './bundle-findings.ts'
import { createKafka } from './kafka-client.ts'
import { portions } from './portions.ts'

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
  const placed: Placed = new WeakMap()

  const send = async (messages: readonly OutboxMessage[]): Promise<void> => {
    opened ??= open(settings, log, placed)
    const mine = opened
    try {
      const producer = await mine
      const topicMessages = byTopic(messages, settings.topics)
      const answers = await producer.sendBatch({
        acks: ALL_REPLICAS,
        timeout: settings.requestTimeoutMs,
        topicMessages,
      })
      requireAnswers(topicMessages, answers, placed)
    } catch (cause) {
      // A producer that has failed once may hold messages back or number them wrongly: the next try takes a new one.
      if (opened === mine) opened = null
      void discard(mine, log)
      throw sendFailed(cause)
    }
  }

  return {
    publish: async (messages) => {
      for (const portion of portions(bundleFindings(messages), MOST_BYTES, bytesOf)) await send(portion)
    },
    close: async () => {
      if (opened !== null) await discard(opened, log)
      opened = null
    },
  }
}

/** The partition that was chosen for a message. */
type Placed = WeakMap<Message, number>

/**
 * Where a broker dies kafkajs asks the others again, but none that had already answered: what the dead one's partitions were to get, and
 * a leader that has answered for others, is never sent, and yet called sent (tulios/kafkajs#1303). A partition without an answer tells.
 */
const requireAnswers = (
  sent: readonly { readonly topic: string; readonly messages: readonly Message[] }[],
  answers: readonly RecordMetadata[],
  placed: Placed,
): void => {
  const answered = new Set(answers.map(({ topicName, partition }) => `${topicName}/${partition}`))
  for (const { topic, messages } of sent)
    for (const message of messages)
      if (!answered.has(`${topic}/${placed.get(message)}`))
        throw new Error(`no broker has answered for partition ${placed.get(message)} of ${topic}`)
}

const open = async (settings: KafkaSettings, log: Logger, placed: Placed): Promise<Producer> => {
  const producer = createKafka(settings, log).producer({
    allowAutoTopicCreation: false,
    createPartitioner: createPartitioner(placed),
    retry: RETRY,
  })
  await producer.connect()
  return producer
}

/** As kafkajs does it, but that it drops in silence, and calls sent, what is for a partition that it does not know of. */
const createPartitioner =
  (placed: Placed): ICustomPartitioner =>
  () => {
    const choose = kafkajs.Partitioners.DefaultPartitioner()
    return (asked) => {
      const chosen = choose(asked)
      placed.set(asked.message, chosen)
      if (asked.partitionMetadata.some(({ partitionId }) => partitionId === chosen)) return chosen
      throw new RangeError(`${asked.topic} has no partition ${chosen}`)
    }
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
  for (const message of messages) {
    const already = found.get(message.channel)
    if (already === undefined) found.set(message.channel, [toMessage(message)])
    else already.push(toMessage(message))
  }
  return [...found].map(([channel, list]) => ({ topic: topics[channel], messages: list }))
}

// Where a finding goes is no business of Kafka's hash: the first pass knows which lane of the second has to be told.
const toMessage = ({ channel, key, value }: OutboxMessage): Message =>
  channel === 'findings' ? { partition: Number(key), key, value } : { key, value }

const bytesOf = ({ key, value }: OutboxMessage): number => Buffer.byteLength(key) + Buffer.byteLength(value)

const sendFailed = (cause: unknown): WaywardenError => {
  const why = cause instanceof Error ? cause.message : String(cause)
  return new WaywardenError(
    'kafka_send_failed',
    `The brokers have not taken the messages of an outbox: ${why}. They are sent again; look at the brokers and the rights to write where this goes on`,
    { cause },
  )
}
