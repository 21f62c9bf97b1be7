// In: messages of an outbox. Out: on the topics of their channels, in order, acknowledged by every in-sync
// replica; several findings in one record. Fails closed: throws if the broker has not taken all of them. The
// caller keeps them and tries again, so a message may arrive twice and is never lost.
import type { ICustomPartitioner, Message, Producer } from 'kafkajs'
import type { Logger } from 'pino'

import { messageOf, WaywardenError } from '../contract/errors.ts'
import type { KafkaSettings } from '../ops/settings-form.ts'
import type { Channel, OutboxMessage } from '../state/store.ts'
import { createKafka } from './kafka-client.ts'
import { kafkajs } from './kafkajs.ts'
import { sendUnsent, type Unsent } from './send-unsent.ts'

const ALL_REPLICAS = -1
// The caller tries again, if the lane is still ours. When a broker dies, kafkajs by itself would ask the others
// again, but none that had already answered: messages for a partition that such a broker takes over would
// never be sent, and yet be reported as sent (tulios/kafkajs#1303).
const RETRY = { retries: 0 }

export type Publisher = {
  /**
   * @throws kafka_send_failed, or what `whyNot` returned; publish the same array again: messages that were taken
   * are not sent twice.
   */
  publish(outbox: readonly OutboxMessage[], whyNot: WhyNot): Promise<void>
  readonly close: () => Promise<void>
}

/**
 * Says why this process may not send a message, or null if it may. Asked at the last
 * moment, after all that kafkajs had to wait for.
 */
export type WhyNot = () => WaywardenError | null

export function createPublisher(settings: KafkaSettings, log: Logger): Publisher {
  let opened: Promise<Producer> | null = null
  const sending: Sending = new WeakMap()
  const unsent: Unsent = new WeakMap()

  const send = async (
    producer: Producer,
    channel: Channel,
    outbox: readonly OutboxMessage[],
    whyNot: WhyNot,
  ): Promise<void> => {
    const topic = settings.topics[channel]
    const messages = outbox.map(toMessage)
    for (const message of messages) sending.set(message, whyNot)
    const timeout = settings.requestTimeoutMs
    try {
      await producer.send({ topic, messages, acks: ALL_REPLICAS, timeout })
    } catch (cause) {
      throw cause instanceof WaywardenError ? cause : sendFailed(cause, `messages for ${topic}`)
    }
  }

  return {
    publish: async (outbox, whyNot) => {
      opened ??= open(settings, log, sending)
      const mine = opened
      try {
        const producer = await mine
        await sendUnsent(unsent, outbox, (channel, messages) => send(producer, channel, messages, whyNot))
      } catch (cause) {
        const error = cause instanceof WaywardenError ? cause : sendFailed(cause, 'the messages of an outbox')
        // After a no of `whyNot` the producer is as good as before, and other lanes may be sending by it.
        if (error.code !== 'kafka_send_failed') throw error
        // A producer that has failed may hold messages back: the next try takes a new one.
        if (opened === mine) opened = null
        void discard(mine, log)
        throw error
      }
    },
    close: async () => {
      if (opened !== null) await discard(opened, log)
      opened = null
    },
  }
}

/** For each message, the check that may stop it. */
type Sending = WeakMap<Message, WhyNot>

const open = async (settings: KafkaSettings, log: Logger, sending: Sending): Promise<Producer> => {
  const producer = createKafka(settings, log).producer({
    allowAutoTopicCreation: false,
    createPartitioner: createPartitioner(sending),
    retry: RETRY,
  })
  await producer.connect()
  return producer
}

/**
 * Chooses as kafkajs does, but throws for a partition that kafkajs does not know: it would silently drop the
 * message, and report it as sent. Also asks `whyNot`.
 */
export const createPartitioner =
  (sending: Sending): ICustomPartitioner =>
  () => {
    const choose = kafkajs.Partitioners.DefaultPartitioner()
    return (asked) => {
      const why = sending.get(asked.message)?.() ?? null
      if (why !== null) throw why
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

// The partition of an account day is not left to Kafka's hash: the first pass has
// chosen the lane of the second.
const toMessage = ({ channel, key, value }: OutboxMessage): Message =>
  channel === 'findings' ? { partition: Number(key), key, value } : { key, value }

const sendFailed = (cause: unknown, what: string): WaywardenError => {
  const why = messageOf(cause)
  return new WaywardenError(
    'kafka_send_failed',
    `The brokers did not accept ${what}: ${why}. They will be sent again; if this persists, check the brokers and the write permissions`,
    { cause },
  )
}
