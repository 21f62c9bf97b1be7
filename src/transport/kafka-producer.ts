// In: messages of an outbox. Out: on the topics of their channels, in order, acknowledged by every in-sync replica; several
// findings in one record.
// Fails closed: throws where the broker has not taken all of them. The caller keeps them and tries again, so that a
// message may arrive twice and is never lost.
import kafkajs, { type ICustomPartitioner, type Message, type Producer } from 'kafkajs'
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
/**
 * Whoever asked tries again. kafkajs by itself would not send again what its first try had for a broker that died, where the
 * partition has gone to one that had answered that try, and yet call it sent (tulios/kafkajs#1303, #1798).
 */
const RETRY = { retries: 0 }

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
      for (const portion of portions(bundleFindings(messages), MOST_BYTES, bytesOf)) await send(portion)
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
    createPartitioner,
    retry: RETRY,
  })
  await producer.connect()
  return producer
}

/** As kafkajs does it, but that it drops in silence, and calls sent, what is for a partition that it does not know of. */
const createPartitioner: ICustomPartitioner = () => {
  const choose = kafkajs.Partitioners.DefaultPartitioner()
  return (asked) => {
    const chosen = choose(asked)
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
