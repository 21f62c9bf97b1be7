import type { Logger } from 'pino'

import { detectors } from '../../detectors/index.ts'
import type { Metrics } from '../ops/metrics.ts'
import type { PolicyWatcher } from '../ops/policy-watcher.ts'
import type { Settings } from '../ops/settings-form.ts'
import type { OutboxMessage, StateStore } from '../state/store.ts'
import type { TopicConsumer } from '../transport/kafka-consumer.ts'
import type { Publisher } from '../transport/kafka-producer.ts'
import type { Extent } from '../transport/kafka-topics.ts'
import { createDecoder } from './decode.ts'
import { createHotAccounts } from './hot-accounts.ts'
import { claimLane } from './lane.ts'
import { createLiveLanes, type LiveLanes } from './live-lanes.ts'
import { createLiveNeighbours } from './live-neighbours.ts'
import { placeLane } from './live-place.ts'

export type OpenOptions = {
  readonly settings: Settings
  readonly policy: PolicyWatcher
  readonly store: StateStore
  readonly publisher: Publisher
  readonly consumer: TopicConsumer
  /** How many the topic has. */
  readonly partitions: number
  readonly extents: (isFresh: boolean) => Promise<ReadonlyMap<number, Extent>>
  readonly metrics: Metrics
  readonly log: Logger
  readonly onFatal: (error: unknown) => void
}

/** The lanes of this process, none claimed yet: every part that scores is made here, once. */
export function openLanes(options: OpenOptions): LiveLanes {
  const { settings, policy, store, consumer, extents, metrics, log, onFatal } = options
  const { startFrom, onLostOffsets, maxBatchRecords, topics } = settings.kafka
  const topic = topics.queries
  const hot = createHotAccounts(settings.state.hotBytes)
  const decode = createDecoder({
    tokenKey: settings.tokenKey,
    mapping: settings.mapping,
    ...settings.limits,
    ...settings.time,
  })
  const neighbours = createLiveNeighbours(options)
  const claim = (partition: number) =>
    claimLane({
      topic,
      partition,
      store,
      detectors,
      decode,
      policy: () => policy.current(),
      alertTokenKey: settings.alertTokenKey,
      hot,
      neighbours,
      publish: (messages) => publish(options, partition, messages),
      clock: () => performance.now(),
    })
  const placed = new Set<number>()
  const hadHistory = (partition: number) => placed.has(partition)
  const place = async (partition: number) => {
    const options = { topic, store, claim, extents, startFrom, hadHistory, onLostOffsets }
    const found = await placeLane(options, partition)
    placed.add(partition)
    return found
  }
  return createLiveLanes({ consumer, place, maxBatchRecords, hot, metrics, log, onFatal })
}

const publish = async (
  { publisher, metrics }: OpenOptions,
  partition: number,
  messages: readonly OutboxMessage[],
): Promise<void> => {
  metrics.outboxMessages.set({ partition }, messages.length)
  try {
    await publisher.publish(messages)
  } catch (error) {
    metrics.publishFailures.inc()
    throw error
  }
  metrics.outboxMessages.set({ partition }, 0)
}
