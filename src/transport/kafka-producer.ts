// In: messages of an outbox. Out: on the topics of their channels, in order, acknowledged by every in-sync replica; several
// findings in one record.
// Fails closed: throws where the broker has not taken all of them. The caller keeps them and tries again, so that a
// message may arrive twice and is never lost.
import kafkajs, { type ICustomPartitioner, type Message, type Producer, type RecordMetadata } from 'kafkajs'
import type { Logger } from 'pino'

import { WaywardenError } from '../contract/errors.ts'
import type { KafkaSettings } from '../ops/settings-form.ts'
import type { Channel, OutboxMessage } from '../state/store.ts'
import { createKafka } from './kafka-client.ts'
import { sendUnsent, type Unsent } from './send-unsent.ts'

const ALL_REPLICAS = -1
// kafkajs would try again without a look at whose lane it is; the caller has one.
const RETRY = { retries: 0 }

export type Publisher = {
  /**
   * `isOurs` is asked at the last moment, behind whatever kafkajs had to wait for: whether the lane is still ours to speak for.
   * @throws kafka_send_failed; publish the same array again: what was taken of it is not sent twice.
   */
  publish(outbox: readonly OutboxMessage[], isOurs: () => boolean): Promise<void>
  readonly close: () => Promise<void>
}

export type PublisherOptions = {
  /** Asked at the last moment too: whether the group has answered lately. */
  readonly maySend: () => boolean
  readonly log: Logger
}

export function createPublisher(settings: KafkaSettings, options: PublisherOptions): Publisher {
  const { log } = options
  let opened: Promise<Producer> | null = null
  const placed: Placed = new WeakMap()
  const owners: Owners = new WeakMap()
  const unsent: Unsent = new WeakMap()

  const send = async (
    producer: Producer,
    channel: Channel,
    outbox: readonly OutboxMessage[],
    isOurs: () => boolean,
  ): Promise<void> => {
    const topic = settings.topics[channel]
    const messages = outbox.map(toMessage)
    for (const message of messages) owners.set(message, isOurs)
    const timeout = settings.requestTimeoutMs
    const answers = await producer.send({ topic, messages, acks: ALL_REPLICAS, timeout })
    requireAnswers(messages, answers, placed)
  }

  return {
    publish: async (outbox, isOurs) => {
      opened ??= open(settings, options, { placed, owners })
      const mine = opened
      try {
        const producer = await mine
        await sendUnsent(unsent, outbox, (channel, messages) => send(producer, channel, messages, isOurs))
      } catch (cause) {
        // A producer that has failed once may hold messages back or number them wrongly: the next try takes a new one.
        if (opened === mine) opened = null
        void discard(mine, log)
        throw sendFailed(cause)
      }
    },
    close: async () => {
      if (opened !== null) await discard(opened, log)
      opened = null
    },
  }
}

/** The partition that was chosen for a message. */
type Placed = WeakMap<Message, number>
/** Whether the lane that a message is of is still ours. */
type Owners = WeakMap<Message, () => boolean>
type Notes = { readonly placed: Placed; readonly owners: Owners }

/**
 * Where a broker dies kafkajs asks the others again, but none that had already answered: what the dead one's partitions were to get, and
 * a leader that has answered for others, is never sent, and yet called sent (tulios/kafkajs#1303). A partition without an answer tells.
 */
const requireAnswers = (
  sent: readonly Message[],
  answers: readonly RecordMetadata[],
  placed: Placed,
): void => {
  const answered = new Set<number | undefined>(answers.map(({ partition }) => partition))
  for (const message of sent)
    if (!answered.has(placed.get(message)))
      throw new Error(`no broker has answered for partition ${placed.get(message)}`)
}

const open = async (
  settings: KafkaSettings,
  { maySend, log }: PublisherOptions,
  notes: Notes,
): Promise<Producer> => {
  const producer = createKafka(settings, log).producer({
    allowAutoTopicCreation: false,
    createPartitioner: createPartitioner(notes, maySend),
    retry: RETRY,
  })
  await producer.connect()
  return producer
}

/** As kafkajs does it, but that it drops in silence, and calls sent, what is for a partition that it does not know of. */
const createPartitioner =
  ({ placed, owners }: Notes, maySend: () => boolean): ICustomPartitioner =>
  () => {
    const choose = kafkajs.Partitioners.DefaultPartitioner()
    return (asked) => {
      if (!maySend()) throw new Error('the group has not answered within kafka.sessionTimeout')
      if (owners.get(asked.message)?.() === false) throw new Error('the lane is not ours any more')
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

// Where a finding goes is no business of Kafka's hash: the first pass knows which lane of the second has to be told.
const toMessage = ({ channel, key, value }: OutboxMessage): Message =>
  channel === 'findings' ? { partition: Number(key), key, value } : { key, value }

const sendFailed = (cause: unknown): WaywardenError => {
  const why = cause instanceof Error ? cause.message : String(cause)
  return new WaywardenError(
    'kafka_send_failed',
    `The brokers did not accept the messages of an outbox: ${why}. They will be sent again; if this persists, check the brokers and the write permissions`,
    { cause },
  )
}
