// In: a topic and a group. Out: the batches of the partitions this process was given, each from where it was sent.
// kafkajs moves the positions only where it is told to; what it does by itself (a reset after an offset out of range, a
// batch of a generation that has ended) shows in `fetchedFrom`. Fails closed: what is not resolved is fetched again.
import { setTimeout as delay } from 'node:timers/promises'

import type { Batch, Consumer, EachBatchPayload } from 'kafkajs'
import type { Logger } from 'pino'

import type { KafkaSettings } from '../ops/settings-form.ts'
import type { InputRecord } from './input-record.ts'
import { createKafka, kafkaUnavailable } from './kafka-client.ts'
import { unreadableIn } from './kafka-codecs.ts'

const MOST_HEARTBEAT_INTERVAL_MS = 3_000
const HEARTBEATS_A_SESSION = 5
/**
 * How long a stop waits for a join under way. Longer than a broker waits by default for the first members of a group (3 s); twice as long,
 * for both passes, still fits into a shutdown.
 */
const LONGEST_JOIN_MS = 3_500

/** Records of one partition, in order; their values lie in the buffer of the fetch. */
export type FetchedBatch = {
  readonly partition: number
  /** Where the fetch began, whatever the first record is. */
  readonly fetchedFrom: number
  /** Where the fetch after this one begins once the last record is resolved: behind markers of transactions, too. */
  readonly nextFetch: number
  /** The offset that the partition's next record will get. */
  readonly end: number
  readonly records: readonly InputRecord[]
  /** The next fetch begins behind this record. */
  resolve(record: InputRecord): void
  /** Keeps the membership alive; throws where it has ended: let it out of the handler. */
  readonly heartbeat: () => Promise<void>
}

/** Offsets without a record for us, from `from` up to but not including `next`. */
export type Skipped = { readonly partition: number; readonly from: number; readonly next: number }

export type ConsumerHandlers = {
  /** Called synchronously after each join; the partitions are paused until `moveTo`. */
  readonly onAssigned: (partitions: readonly number[]) => void
  /** Only what a heartbeat has thrown may leave it. */
  readonly onBatch: (batch: FetchedBatch) => Promise<void>
  /** A fetch brought nothing but markers of transactions or records that were cleaned away: kafkajs went on by itself. */
  readonly onSkipped: (skipped: Skipped) => void
  /** kafkajs has given up. Unless it restarts itself the process must end. */
  readonly onCrash: (error: Error, restarts: boolean) => void
}

export type TopicConsumer = {
  readonly heartbeatIntervalMs: number
  /**
   * Whether the group has answered within the session. kafkajs asks it between two fetches, so that one of which nothing comes back
   * shows here as well.
   */
  readonly isMember: boolean
  /** @throws kafka_unavailable; call again. */
  start(handlers: ConsumerHandlers): Promise<void>
  pause(partition: number): void
  /** Fetches from here on; where there is no group at the moment, the next join assigns anew. */
  moveTo(partition: number, offset: number): void
  /** For lag tools only: nothing is read from there. */
  commit(positions: ReadonlyMap<number, number>): Promise<void>
  /** Leaves the group, after the handlers that run have ended, and after a first join that is under way. */
  readonly stop: () => Promise<void>
}

export type Subscription = {
  readonly topic: string
  readonly groupId: string
  /** A fetch comes back with so much, or after the longest wait. */
  readonly minBytes: number
  readonly maxWaitMs: number
}

export function createTopicConsumer(
  settings: KafkaSettings,
  { topic, groupId, minBytes, maxWaitMs }: Subscription,
  log: Logger,
): TopicConsumer {
  const heartbeatIntervalMs = Math.min(
    MOST_HEARTBEAT_INTERVAL_MS,
    Math.floor(settings.sessionTimeoutMs / HEARTBEATS_A_SESSION),
  )
  const consumer = createKafka(settings, log).consumer({
    groupId,
    sessionTimeout: settings.sessionTimeoutMs,
    heartbeatInterval: heartbeatIntervalMs,
    minBytes,
    maxWaitTimeInMs: maxWaitMs,
    maxBytesPerPartition: settings.maxBytesPerPartition,
    allowAutoTopicCreation: false,
    // It would read the same batch again, and again fetch nothing from the broker.
    retry: { retries: 5, restartOnFailure: async (error) => unreadableIn(error) === null },
  })
  let isListening = false
  let heardMs = -Infinity
  const hear = (hasAnswered: boolean): void => void (heardMs = hasAnswered ? performance.now() : -Infinity)

  let isStopping = false
  let starting: Promise<unknown> = Promise.resolve()
  const run = async (handlers: ConsumerHandlers): Promise<void> => {
    try {
      await consumer.connect()
      // Where an offset is out of range kafkajs goes to the first: never past records that are there.
      await consumer.subscribe({ topics: [topic], fromBeginning: true })
      if (isStopping) return
      await consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        partitionsConsumedConcurrently: settings.partitionsConsumedConcurrently,
        eachBatch: (payload) => handlers.onBatch(fetchedBatch(payload)),
      })
    } catch (cause) {
      throw kafkaUnavailable(`The consumer of ${topic} cannot start`, cause)
    }
  }

  return {
    heartbeatIntervalMs,
    get isMember() {
      return performance.now() - heardMs < settings.sessionTimeoutMs
    },
    start: (handlers) => {
      if (!isListening) {
        listenToGroup(consumer, hear)
        listen(consumer, topic, handlers)
      }
      isListening = true
      const started = run(handlers)
      starting = started.catch(() => undefined)
      return started
    },
    pause: (partition) => ifJoined(() => consumer.pause([{ topic, partitions: [partition] }])),
    moveTo: (partition, offset) =>
      ifJoined(() => {
        consumer.seek({ topic, partition, offset: String(offset) })
        consumer.resume([{ topic, partitions: [partition] }])
      }),
    commit: async (positions) => {
      const offsets = [...positions].map(([partition, offset]) => ({
        topic,
        partition,
        offset: String(offset),
      }))
      if (offsets.length > 0) await consumer.commitOffsets(offsets)
    },
    stop: async () => {
      isStopping = true
      // kafkajs leaves no group that it has not joined: the broker would keep the member, and its lanes, for a whole session.
      await Promise.race([starting, delay(LONGEST_JOIN_MS, undefined, { ref: false })])
      await consumer.disconnect()
    },
  }
}

/** Between a crash and its restart kafkajs has no group to act on. Nothing is lost: the next join assigns anew. */
const ifJoined = (action: () => void): void => {
  try {
    action()
  } catch {
    return
  }
}

const listen = (consumer: Consumer, topic: string, handlers: ConsumerHandlers): void => {
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    const partitions = payload.memberAssignment[topic] ?? []
    // kafkajs does not wait for a listener: what is not paused before this returns is fetched from the wrong place.
    if (partitions.length > 0) consumer.pause([{ topic, partitions: [...partitions] }])
    handlers.onAssigned([...partitions])
  })
  consumer.on(consumer.events.CRASH, ({ payload }) => handlers.onCrash(payload.error, payload.restart))
  consumer.on(consumer.events.START_BATCH_PROCESS, ({ payload }) => {
    if (payload.batchSize > 0) return
    const last = Number(payload.lastOffset)
    const from = payload.firstOffset === null ? last : Number(payload.firstOffset)
    handlers.onSkipped({ partition: payload.partition, from, next: last + 1 })
  })
}

const listenToGroup = (consumer: Consumer, hear: (hasAnswered: boolean) => void): void => {
  consumer.on(consumer.events.GROUP_JOIN, () => hear(true))
  consumer.on(consumer.events.HEARTBEAT, () => hear(true))
  consumer.on(consumer.events.CRASH, () => hear(false))
}

// Part of every batch of kafkajs 2.2.4, and missing in its types.
type WithFetchedOffset = Batch & { readonly fetchedOffset: string }

const fetchedBatch = (payload: EachBatchPayload): FetchedBatch => {
  const { batch } = payload
  const { topic, partition } = batch
  return {
    partition,
    fetchedFrom: Number((batch as WithFetchedOffset).fetchedOffset),
    nextFetch: Number(batch.lastOffset()) + 1,
    end: Number(batch.highWatermark),
    records: batch.messages.map(({ offset, timestamp, key, value }) => ({
      topic,
      partition,
      offset: Number(offset),
      timestampMs: Number(timestamp),
      value,
      isUnkeyed: key === null,
    })),
    resolve: ({ offset }) => ifJoined(() => payload.resolveOffset(String(offset))),
    heartbeat: () => payload.heartbeat(),
  }
}
