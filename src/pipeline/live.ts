// The live lane, put together: Kafka in, lanes, Redis and Kafka out. Shell. It starts when Redis and the brokers answer,
// runs until `stop` or until something happens that no waiting mends, and then hands its lanes back.
// Fails closed: whatever stops it, the store holds each lane as its last checkpoint left it.
import type { Logger } from 'pino'

import { WaywardenError } from '../contract/errors.ts'
import type { Metrics } from '../ops/metrics.ts'
import type { PolicyWatcher } from '../ops/policy-watcher.ts'
import type { Settings } from '../ops/settings-form.ts'
import type { RedisClient } from '../state/lua-script.ts'
import { rememberPartitionCount } from '../state/partition-count.ts'
import { connectRedis } from '../state/redis-client.ts'
import { createRedisStore } from '../state/redis.ts'
import { registerCodecs } from '../transport/codecs.ts'
import { createTopicConsumer } from '../transport/kafka-consumer.ts'
import { createPublisher } from '../transport/kafka-producer.ts'
import { createTopicReader } from '../transport/kafka-topics.ts'
import { insist } from './live-insist.ts'
import type { LiveLanes } from './live-lanes.ts'
import { lookAfter, nextOffsets } from './live-look.ts'
import { openLanes } from './live-open.ts'
import { createPartitions, partitionsChanged, topicMissing } from './live-partitions.ts'

export type LiveOptions = {
  readonly settings: Settings
  readonly policy: PolicyWatcher
  readonly metrics: Metrics
  readonly log: Logger
  /** Hears what no waiting mends: the process must end. */
  readonly onFatal: (error: unknown) => void
}

export type Live = {
  /** null before Redis and the brokers have answered. */
  readonly lanes: LiveLanes | null
  /** Waits for Redis and the brokers, then joins the group. */
  start(): Promise<void>
  /** Finishes the batches under way, publishes, and leaves the group. */
  stop(): Promise<void>
}

export function createLive({ settings, policy, metrics, log, onFatal }: LiveOptions): Live {
  const { kafka } = settings
  const topic = kafka.topics.queries
  const ending = new AbortController()
  const topics = createTopicReader(kafka, log)
  const publisher = createPublisher(kafka, log)
  const consumer = createTopicConsumer(kafka, log)
  const closers = [consumer.stop, publisher.close, topics.close]
  let lanes: LiveLanes | null = null

  const countPartitions = async (redis: RedisClient): Promise<number> => {
    const { alerts, rejects, coverage } = kafka.topics
    const missing = await topics.missing([topic, alerts, rejects, coverage])
    if (missing.length > 0) throw topicMissing(missing)
    const found = (await topics.extents(topic))?.size
    if (found === undefined) throw topicMissing([topic])
    const expected = await rememberPartitionCount(redis, { prefix: settings.redis.keyPrefix, topic }, found)
    if (found !== expected) throw partitionsChanged(topic, expected, found)
    return expected
  }

  const join = async (redis: RedisClient, partitions: number): Promise<void> => {
    const store = createRedisStore(redis, {
      prefix: settings.redis.keyPrefix,
      topic,
      accountTtlMs: settings.state.accountTtlMs,
    })
    const { extents } = createPartitions({ topics, topic, expected: partitions })
    const mine = openLanes({
      settings,
      policy,
      store,
      publisher,
      consumer,
      partitions,
      extents,
      metrics,
      log,
      onFatal,
    })
    lanes = mine
    const handlers = {
      onAssigned: mine.assign,
      onBatch: mine.take,
      onSkipped: mine.skip,
      onCrash: (cause: Error, restarts: boolean) => {
        if (restarts) log.warn({ err: cause }, 'consumer crashed and restarts itself')
        else onFatal(crashed(cause))
      },
    }
    if ((await insist(() => consumer.start(handlers).then(() => true), ending.signal, log)) === null) return
    // Where Redis comes back it may come back older than it was.
    redis.on('ready', mine.reclaim)
    const { commitEveryMs: everyMs } = kafka
    const { stalledAfterMs } = settings.watchdog
    const { signal } = ending
    void lookAfter({
      lanes: mine,
      extents,
      consumer,
      everyMs,
      stalledAfterMs,
      metrics,
      log,
      onFatal,
      signal,
    })
  }

  return {
    get lanes() {
      return lanes
    },
    start: async () => {
      await registerCodecs()
      const lost = (err: Error) => log.debug({ err }, 'no connection to Redis')
      const redis = await insist(() => connectRedis(settings.redis, lost), ending.signal, log)
      if (redis === null) return
      closers.push(async () => redis.disconnect())
      const partitions = await insist(() => countPartitions(redis), ending.signal, log)
      if (partitions !== null) await join(redis, partitions)
    },
    stop: async () => {
      ending.abort()
      const mine = lanes
      if (mine !== null) {
        await mine.release()
        await attempt(log, [mine.settle, () => consumer.commit(nextOffsets(mine))])
      }
      await attempt(log, closers)
    },
  }
}

/** What a shut-down wants done; the state is right without it. */
const attempt = async (log: Logger, steps: readonly (() => Promise<void>)[]): Promise<void> => {
  for (const step of steps) {
    try {
      await step()
    } catch (err) {
      log.debug({ err }, 'a step of the shut-down failed')
    }
  }
}

const crashed = (cause: Error): WaywardenError =>
  new WaywardenError(
    'kafka_consumer_crashed',
    `The Kafka consumer has ended and does not restart itself: ${cause.message}. Start waywarden again; where this repeats, look at the rights of the group and at the brokers`,
    { cause },
  )
