// Both passes of a process, put together: Kafka in, lanes, Redis and Kafka out. Shell. It starts when Redis
// and the brokers answer, runs until `stop` or an error that waiting cannot fix, then hands its lanes back.
// Fails closed: whatever stops it, the store holds each lane as its last checkpoint left it.
//
//     run-process.ts         settings, log, metrics, health, signals
//       live.ts              Redis, and both passes
//         live-pass.ts       one of them: its consumer and group; look-after.ts commits and watches progress
//           open-lanes.ts    makes the parts that score, once
//           live-lanes.ts    which lanes there are; batch-handler.ts takes kafkajs' batches to them
//             lane-life.ts   one lane, from claim (placing.ts) to release, with retries (lane-retry.ts)
//               ../lane.ts   a batch: decode, step, checkpoint, publish
import type { Logger } from 'pino'

import { detectors } from '../../../detectors/index.ts'
import { WaywardenError } from '../../contract/errors.ts'
import type { Metrics } from '../../ops/metrics.ts'
import type { PolicyWatcher } from '../../ops/policy-watcher.ts'
import type { Settings } from '../../ops/settings-form.ts'
import { fingerprintOf } from '../../ops/token-keys.ts'
import type { RedisClient } from '../../state/lua-script.ts'
import { connectRedis } from '../../state/redis-client.ts'
import { requireTokenKey } from '../../state/token-key-mark.ts'
import { registerCodecs } from '../../transport/kafka-codecs.ts'
import { createTopicReader } from '../../transport/kafka-topics.ts'
import { createDecoder } from '../decode/decode.ts'
import { compileMapping } from '../decode/mapping.ts'
import { createQueryPass } from '../query-pass.ts'
import { createRingPass } from '../ring-pass.ts'
import { attempt } from './attempt.ts'
import { topicMissing } from './extents.ts'
import { createLivePass, type LivePass } from './live-pass.ts'
import { createMissedNotice } from './missed-notice.ts'
import { createThrottledLog } from './throttled-log.ts'
import { untilAnswered } from './until-answered.ts'
import { watchClock } from './watch-clock.ts'
import { watchRedisRisks } from './watch-redis-risks.ts'

export type LiveOptions = {
  readonly settings: Settings
  readonly policy: PolicyWatcher
  readonly metrics: Metrics
  readonly log: Logger
  /** Called with an error that waiting cannot fix: the process must end. */
  readonly onFatal: (error: unknown) => void
}

export type Live = {
  /**
   * The first reads look-ups, keyed by account; the second reads its findings, keyed by what accounts share.
   */
  readonly passes: readonly [queries: LivePass, rings: LivePass]
  /** Whether Redis is connected, and has answered for every lane when it was last asked. */
  readonly isRedisThere: boolean
  /** Waits for Redis and the brokers, then joins the groups. */
  start(): Promise<void>
  /** Finishes the batches under way, publishes, and leaves the groups. */
  stop(): Promise<void>
}

export function createLive(options: LiveOptions): Live {
  const { settings, metrics, log } = options
  const { kafka, state } = settings
  const ending = new AbortController()
  const throttled = createThrottledLog(log)
  const topics = createTopicReader(kafka, log)
  const closers = [topics.close]
  let connected: RedisClient | null = null
  const common = { ...options, topics }
  const mapping = settings.mapping === null ? null : compileMapping(settings.mapping)
  const decode = createDecoder({
    tokenKey: settings.tokenKey,
    mapping,
    ...settings.limits,
    ...settings.time,
  })
  const queries = createLivePass({
    ...common,
    pass: createQueryPass({ decode, detectors }),
    topic: kafka.topics.queries,
    groupId: kafka.groupId,
    fetch: { minBytes: 1, maxWaitMs: kafka.maxWaitMs },
    hotBytes: state.hotBytes,
    sharesPeers: true,
    onFetched: mapping === null ? null : createMissedNotice(mapping.missed, log),
  })
  const rings = createLivePass({
    ...common,
    pass: createRingPass(),
    topic: kafka.topics.findings,
    groupId: `${kafka.groupId}-rings`,
    fetch: { minBytes: UNHURRIED.minBytes, maxWaitMs: Math.max(UNHURRIED.maxWaitMs, kafka.maxWaitMs) },
    hotBytes: state.hotBytes / SHARE_OF_RINGS,
    sharesPeers: false,
    onFetched: null,
  })

  const requireTopics = async (): Promise<void> => {
    const missing = await topics.missing(Object.values(kafka.topics))
    if (missing.length > 0) throw topicMissing(missing)
  }

  // Asked last, since the brokers are asked one thing at a time, and this user may lack the right to know.
  const warnOfCompaction = async (): Promise<void> => {
    const { queries, findings } = kafka.topics
    for (const topic of await topics.compacted([queries, findings]).catch(() => []))
      log.warn({ topic }, COMPACTED)
  }

  const requireSameKey = (redis: RedisClient): Promise<void> => {
    const space = { prefix: settings.redis.keyPrefix, topic: kafka.topics.queries }
    return requireTokenKey(redis, space, fingerprintOf(settings.tokenKey))
  }

  return {
    passes: [queries, rings],
    get isRedisThere() {
      return connected?.status === 'ready' && queries.isStoreThere && rings.isStoreThere
    },
    start: async () => {
      await registerCodecs()
      const { sessionTimeoutMs } = kafka
      void watchClock({ sessionTimeoutMs, onFatal: options.onFatal, signal: ending.signal })
      const lost = (err: Error) => {
        if (err instanceof WaywardenError) throttled.warn(err, 'Redis cannot be used')
        else log.debug({ err }, 'no connection to Redis')
      }
      const redis = await untilAnswered(() => connectRedis(settings.redis, lost), ending.signal, throttled)
      if (redis === null) return
      connected = redis
      closers.push(async () => redis.disconnect())
      void watchRedisRisks({ client: redis, metrics, log, signal: ending.signal })
      // After the signal to stop, none of the following steps is begun.
      await untilAnswered(requireTopics, ending.signal, throttled)
      await untilAnswered(() => requireSameKey(redis), ending.signal, throttled)
      // If the lanes of the second pass are new and start at the latest offset, they miss nothing: no process
      // finds anything before all their starts are written down, even of lanes that others claim.
      const joins = [await rings.prepare(redis, ending.signal), await queries.prepare(redis, ending.signal)]
      // At once, because brokers let the first member of a group wait.
      await Promise.all(joins.map((join) => join()))
      if (!ending.signal.aborted) void warnOfCompaction()
    },
    stop: async () => {
      ending.abort()
      // The first pass stops first: what it still finds reaches the second pass here, or waits on the topic.
      await queries.stop()
      await rings.stop()
      await attempt(log, closers)
    },
  }
}

const COMPACTED =
  'the topic is compacted: its records are removed before they are scored, and the consumer may stand still behind them; set cleanup.policy=delete'

/**
 * Fetch limits of the second pass. A ring takes hours to form, so account days may wait for more to come,
 * which saves a checkpoint for every few of them.
 */
const UNHURRIED = { minBytes: 64 * 1024, maxWaitMs: 500 }

/**
 * The second pass gets this fraction (1/8) of the memory for hot states: what accounts
 * share takes far less than accounts.
 */
const SHARE_OF_RINGS = 8
