// In: a topic and a group. Out: the batches of the partitions assigned to this process,
// each fetched from where it was moved to. kafkajs moves positions only when told to. What
// it does by itself (a reset after an offset out of range, a batch of a generation that
// has ended) shows in `fetchedFrom`. Fails closed: what is not resolved is fetched again.
import { setTimeout as delay } from 'node:timers/promises'

import type { Batch, Consumer, EachBatchPayload } from 'kafkajs'
import type { Logger } from 'pino'

import type { KafkaSettings } from '../ops/settings-form.ts'
import type { InputRecord } from './input-record.ts'
import { createKafka, kafkaUnavailable } from './kafka-client.ts'
import { followMembership } from './membership.ts'
import { unreadableIn } from './unreadable-batch.ts'

const MOST_HEARTBEAT_INTERVAL_MS = 3_000
const HEARTBEATS_A_SESSION = 5
/**
 * Least time that a join waits for those who were members before, unless sessions are shorter. One of them may
 * have died: until its session ends, even a process that was killed and started again waits for itself. A live
 * one hears of the join by its next heartbeat, between two fetches, and needs no longer than a batch. If it
 * comes too late, it joins once more.
 */
const LEAST_REBALANCE_MS = 10_000
const FETCHES_A_REBALANCE = 3
/** Limit of a fetch from all partitions of a broker, unless one partition may have more. */
const MOST_BYTES = 10 * 1024 * 1024
/**
 * How long a stop waits for a join under way. Longer than a broker waits by default for the first members of
 * a group (3 s). Both passes together take at most twice as long, which still fits into a shutdown.
 */
const LONGEST_JOIN_MS = 3_500

/** Records of one partition, in order; their values lie in the buffer of the fetch. */
export type FetchedBatch = {
  readonly partition: number
  /** Offset at which the fetch began; the first record may come later. */
  readonly fetchedFrom: number
  /** Offset of the next fetch once the last record is resolved: transaction markers are skipped, too. */
  readonly nextFetch: number
  readonly records: readonly InputRecord[]
  /** Makes the next fetch begin after this record. */
  resolve(record: InputRecord): void
  /** Keeps the membership alive. Throws if it has ended; the handler must let that error out. */
  readonly heartbeat: () => Promise<void>
}

/** Offsets without a record for us, from `from` up to but not including `next`. */
export type Skipped = { readonly partition: number; readonly from: number; readonly next: number }

export type ConsumerHandlers = {
  /** Called synchronously after each join; the partitions are paused until `moveTo`. */
  readonly onAssigned: (partitions: readonly number[]) => void
  /** May throw only what a heartbeat has thrown. */
  readonly onBatch: (batch: FetchedBatch) => Promise<void>
  /**
   * A fetch brought no records, only transaction markers or records that were cleaned
   * away. kafkajs went on by itself.
   */
  readonly onSkipped: (skipped: Skipped) => void
  /** kafkajs has given up. Unless it restarts itself, it must be started again, or the process must end. */
  readonly onCrash: (error: Error, restarts: boolean) => void
}

export type TopicConsumer = {
  readonly heartbeatIntervalMs: number
  /**
   * Whether the group still counts this process in, see `Membership`. kafkajs asks it between two fetches, so
   * that a fetch that never comes back shows here as well.
   */
  readonly isMember: boolean
  /** @throws kafka_unavailable; call again. */
  start(handlers: ConsumerHandlers): Promise<void>
  pause(partition: number): void
  /** Fetches from this offset on. Does nothing while there is no group: the next join assigns anew. */
  moveTo(partition: number, offset: number): void
  /** For lag tools only: no fetch begins at these offsets. */
  commit(positions: ReadonlyMap<number, number>): Promise<void>
  /** Leaves the group after running handlers have ended, and after a join that is under way. */
  readonly stop: () => Promise<void>
}

export type Subscription = {
  readonly topic: string
  readonly groupId: string
  /** A fetch returns when it has this many bytes, or after `maxWaitMs`. */
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
  const rebalanceTimeoutMs = Math.min(
    settings.sessionTimeoutMs,
    Math.max(LEAST_REBALANCE_MS, FETCHES_A_REBALANCE * maxWaitMs),
  )
  const consumer = createKafka(settings, log).consumer({
    groupId,
    sessionTimeout: settings.sessionTimeoutMs,
    rebalanceTimeout: rebalanceTimeoutMs,
    heartbeatInterval: heartbeatIntervalMs,
    minBytes,
    maxWaitTimeInMs: maxWaitMs,
    maxBytesPerPartition: settings.maxBytesPerPartition,
    maxBytes: Math.max(MOST_BYTES, settings.maxBytesPerPartition),
    allowAutoTopicCreation: false,
    // No restart after an unreadable batch: the consumer would fetch it again, and
    // nothing else from that broker.
    retry: { retries: 5, restartOnFailure: async (error) => unreadableIn(error) === null },
  })
  const membership = followMembership(consumer, rebalanceTimeoutMs)
  const markers: Markers = new Map()
  let isListening = false
  let isStopping = false
  let starting: Promise<unknown> = Promise.resolve()
  const run = async (handlers: ConsumerHandlers): Promise<void> => {
    try {
      await consumer.connect()
      // If an offset is out of range, kafkajs then goes to the first one, and never past records that exist.
      await consumer.subscribe({ topics: [topic], fromBeginning: true })
      if (isStopping) return
      await consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        partitionsConsumedConcurrently: settings.partitionsConsumedConcurrently,
        eachBatch: (payload) => handlers.onBatch(fetchedBatch(payload, markers)),
      })
    } catch (cause) {
      throw kafkaUnavailable(`The consumer of ${topic} in group ${groupId} cannot start`, cause)
    }
  }

  return {
    heartbeatIntervalMs,
    get isMember() {
      return membership.isValid
    },
    start: (handlers) => {
      if (!isListening) listen(consumer, topic, handlers, markers)
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
      // kafkajs does not leave a group that it has not joined yet: the broker would
      // keep the member, and its lanes, for a whole session.
      await Promise.race([starting, delay(LONGEST_JOIN_MS, undefined, { ref: false })])
      await consumer.disconnect()
    },
  }
}

/**
 * Between a crash and its restart kafkajs has no group to act on, and throws. Nothing
 * is lost: the next join assigns anew.
 */
const ifJoined = (action: () => void): void => {
  try {
    action()
  } catch {
    return
  }
}

/** [partition] the last fetches, one behind the other, that brought markers of transactions and aborted records alone. */
type Markers = Map<number, Pick<Skipped, 'from' | 'next'>>

const noteMarkers = (markers: Markers, { partition, from, next }: Skipped): void => {
  const before = markers.get(partition)
  markers.set(partition, { from: before?.next === from ? before.from : from, next })
}

const listen = (consumer: Consumer, topic: string, handlers: ConsumerHandlers, markers: Markers): void => {
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    const partitions = payload.memberAssignment[topic] ?? []
    // kafkajs does not wait for listeners: a partition not paused before this returns
    // is fetched from the wrong offset.
    if (partitions.length > 0) consumer.pause([{ topic, partitions: [...partitions] }])
    handlers.onAssigned([...partitions])
  })
  consumer.on(consumer.events.CRASH, ({ payload }) => handlers.onCrash(payload.error, payload.restart))
  consumer.on(consumer.events.START_BATCH_PROCESS, ({ payload }) => {
    if (payload.batchSize > 0) return
    const last = Number(payload.lastOffset)
    const from = payload.firstOffset === null ? last : Number(payload.firstOffset)
    const skipped = { partition: payload.partition, from, next: last + 1 }
    // Without a first offset nothing lies there: it was cleaned away.
    if (payload.firstOffset !== null) noteMarkers(markers, skipped)
    handlers.onSkipped(skipped)
  })
}

// Part of every batch of kafkajs 2.2.4, and missing in its types.
type WithFetchedOffset = Batch & { readonly fetchedOffset: string }

const fetchedBatch = (payload: EachBatchPayload, markers: Markers): FetchedBatch => {
  const { batch } = payload
  const { topic, partition } = batch
  const fetchedFrom = Number((batch as WithFetchedOffset).fetchedOffset)
  const nextFetch = Number(batch.lastOffset()) + 1
  const records: InputRecord[] = batch.messages.map(({ offset, timestamp, key, value }) => ({
    topic,
    partition,
    offset: Number(offset),
    timestampMs: Number(timestamp),
    value,
    isUnkeyed: key === null,
  }))
  const [first] = records
  const before = markers.get(partition)
  const markerAt = before?.next === fetchedFrom ? before.from : Number(batch.firstOffset())
  if (first !== undefined && markerAt < first.offset) records[0] = { ...first, markerAt }
  const last = records.at(-1)
  if (last !== undefined && nextFetch > last.offset + 1)
    records[records.length - 1] = { ...last, behindMarkers: nextFetch }
  return {
    partition,
    fetchedFrom,
    nextFetch,
    records,
    resolve: ({ offset }) => ifJoined(() => payload.resolveOffset(String(offset))),
    heartbeat: () => payload.heartbeat(),
  }
}
