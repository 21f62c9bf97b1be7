// One pass of a process: a consumer of its topic in a group of its own, its lanes, its keys in Redis. Shell.
// Fails closed: whatever stops it, the store holds each lane as its last checkpoint left it.
import { WaywardenError } from '../../contract/errors.ts'
import type { RedisClient } from '../../state/lua-script.ts'
import { rememberPartitionCount } from '../../state/partition-count.ts'
import { createRedisStore } from '../../state/redis.ts'
import { crashFault, isOutage, type Reading } from '../../transport/kafka-client.ts'
import { createTopicConsumer, type FetchedBatch, type Subscription } from '../../transport/kafka-consumer.ts'
import { createPublisher } from '../../transport/kafka-producer.ts'
import { unreadableIn } from '../../transport/unreadable-batch.ts'
import type { AnyItem } from '../pass.ts'
import { attempt } from './attempt.ts'
import { createExtents, partitionsChanged, topicMissing } from './extents.ts'
import type { LiveLanes } from './live-lanes.ts'
import { lookAfter, nextOffsets } from './look-after.ts'
import { openLanes, type PassOptions } from './open-lanes.ts'
import { createThrottledLog } from './throttled-log.ts'
import { pause, untilAnswered } from './until-answered.ts'
import { watchMembership } from './watch-membership.ts'

const START_AGAIN_MS = 1_000

export type LivePassOptions<Item extends AnyItem, State> = PassOptions<Item, State> & {
  readonly fetch: Pick<Subscription, 'minBytes' | 'maxWaitMs'>
  /** Called with each fetched batch before it is scored. */
  readonly onFetched: ((batch: FetchedBatch) => void) | null
}

/** Joins the group, however long the brokers are away. */
export type Join = () => Promise<void>

export type LivePass = {
  /** null before it has joined. */
  readonly lanes: LiveLanes | null
  /**
   * Whether the group has answered lately. While the brokers are away, lanes stay
   * claimed and no records come.
   */
  readonly isMember: boolean
  /** Whether Redis has answered for every lane when it was last asked; true before it was. */
  readonly isStoreThere: boolean
  /**
   * Opens the lanes, however long the brokers are away, and writes down where new ones start. Returns what joins
   * the group, and looks after the lanes until the signal.
   */
  prepare(redis: RedisClient, signal: AbortSignal): Promise<Join>
  /** Finishes the batches under way, publishes, and leaves the group. */
  stop(): Promise<void>
}

export function createLivePass<Item extends AnyItem, State>(options: LivePassOptions<Item, State>): LivePass {
  const { topic, groupId, fetch, onFetched, settings, topics, metrics, onFatal } = options
  const { kafka, redis: redisSettings } = settings
  const log = options.log.child({ topic })
  const throttled = createThrottledLog(log)
  const consumer = createTopicConsumer(kafka, { topic, groupId, ...fetch }, log)
  const publisher = createPublisher(kafka, log)
  let lanes: LiveLanes | null = null
  let isStoreThere = true
  // Set even while the start waits: no alarm on a low value can fire for a gauge that does not exist.
  metrics.lanesClaimed.set({ topic }, 0)

  const countPartitions = async (redis: RedisClient, topic: string): Promise<number> => {
    const found = (await topics.extents(topic))?.size
    if (found === undefined) throw topicMissing([topic])
    const expected = await rememberPartitionCount(redis, { prefix: redisSettings.keyPrefix, topic }, found)
    if (found !== expected) throw partitionsChanged(topic, expected, found)
    return expected
  }

  const open = async (redis: RedisClient, counted: Counted, signal: AbortSignal): Promise<Join> => {
    const store = createRedisStore(redis, { prefix: redisSettings.keyPrefix, topic })
    const extents = createExtents({ topics, topic, expected: counted.partitions })
    const { lanes: mine, pinStarts } = openLanes({
      ...options,
      ...counted,
      store,
      consumer,
      publisher,
      extents,
      log,
    })
    lanes = mine
    const handlers = {
      onAssigned: mine.assign,
      onBatch: (batch: FetchedBatch) => {
        onFetched?.(batch)
        return mine.take(batch)
      },
      onSkipped: mine.skip,
      onCrash: (cause: Error, restarts: boolean) => {
        if (restarts) throttled.warn(crashFault(options, cause), 'consumer crashed and restarts itself')
        else if (isOutage(cause)) void startAgain(cause)
        else onFatal(unreadable(options, cause) ?? crashed(options, cause))
      },
    }
    const startAgain = async (cause: Error): Promise<void> => {
      throttled.warn(crashFault(options, cause), 'consumer crashed and is started again')
      await pause(START_AGAIN_MS, signal)
      await untilAnswered(() => consumer.start(handlers), signal, throttled)
    }
    const watch = () => {
      // After a reconnect Redis may hold an older state than before.
      redis.on('ready', mine.reclaim)
      void watchMembership({ consumer, log, signal })
      void lookAfter({
        topic,
        lanes: mine,
        extents,
        consumer,
        commitEveryMs: kafka.commitEveryMs,
        stalledAfterMs: settings.watchdog.stalledAfterMs,
        metrics,
        log,
        onStore: (isThere) => void (isStoreThere = isThere),
        onFatal,
        signal,
      })
    }
    await untilAnswered(pinStarts, signal, throttled)
    return async () => {
      await untilAnswered(() => consumer.start(handlers), signal, throttled)
      if (!signal.aborted) watch()
    }
  }

  return {
    get lanes() {
      return lanes
    },
    get isMember() {
      return consumer.isMember
    },
    get isStoreThere() {
      return isStoreThere
    },
    prepare: async (redis, signal) => {
      const count = (topic: string) => untilAnswered(() => countPartitions(redis, topic), signal, throttled)
      const [partitions, ringLanes] = [await count(topic), await count(kafka.topics.findings)]
      return partitions === null || ringLanes === null
        ? async () => undefined
        : open(redis, { partitions, ringLanes }, signal)
    },
    stop: async () => {
      const mine = lanes
      if (mine !== null) {
        await mine.release()
        await attempt(log, [mine.settle, () => consumer.commit(nextOffsets(mine))])
      }
      await attempt(log, [consumer.stop, publisher.close])
    },
  }
}

/** Number of partitions of the pass's topic, and of the findings topic. */
type Counted = { readonly partitions: number; readonly ringLanes: number }

const remedyOf = ({ message }: Error): string =>
  /session timeout/i.test(message)
    ? 'Set kafka.sessionTimeout between group.min.session.timeout.ms and group.max.session.timeout.ms of the brokers'
    : 'Start waywarden again; if this repeats, check that this user may Read that topic and that group, and check the brokers'

const unreadable = ({ topic }: Reading, cause: Error): WaywardenError | null => {
  const fault = unreadableIn(cause)
  return fault === null ? null : new WaywardenError(fault.code, `${topic}: ${fault.message}`, { cause })
}

const crashed = ({ topic, groupId }: Reading, cause: Error): WaywardenError =>
  new WaywardenError(
    'kafka_consumer_crashed',
    `The consumer of ${topic} in group ${groupId} has ended and does not restart: ${cause.message}. ${remedyOf(cause)}`,
    { cause },
  )
