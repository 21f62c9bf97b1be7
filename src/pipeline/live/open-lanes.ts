import type { Logger } from 'pino'

import { WaywardenError } from '../../contract/errors.ts'
import type { Metrics } from '../../ops/metrics.ts'
import type { PolicyWatcher } from '../../ops/policy-watcher.ts'
import type { Settings } from '../../ops/settings-form.ts'
import type { OutboxMessage, StateStore } from '../../state/store.ts'
import type { TopicConsumer } from '../../transport/kafka-consumer.ts'
import type { Publisher, WhyNot } from '../../transport/kafka-producer.ts'
import type { TopicReader } from '../../transport/kafka-topics.ts'
import { createHotStates } from '../hot-states.ts'
import { claimLane } from '../lane.ts'
import type { AnyItem, Pass } from '../pass.ts'
import type { Extents } from './extents.ts'
import { codeOf } from './faults.ts'
import { unheard } from './lane-retry.ts'
import { createLiveLanes, type LiveLanes } from './live-lanes.ts'
import { createLiveSnapshotReader } from './live-snapshot-reader.ts'
import { createPlacing, pinStarts } from './placing.ts'

/** A pass with the topic that it reads. */
export type PassOptions<Item extends AnyItem, State> = {
  readonly pass: Pass<Item, State>
  readonly topic: string
  readonly groupId: string
  readonly hotBytes: number
  /** Whether its lanes read each other's peer snapshots. */
  readonly sharesPeers: boolean
  readonly settings: Settings
  readonly policy: PolicyWatcher
  readonly topics: TopicReader
  readonly metrics: Metrics
  readonly log: Logger
  readonly onFatal: (error: unknown) => void
}

/** The same, with what is open once Redis and the brokers have answered. */
export type OpenOptions<Item extends AnyItem, State> = PassOptions<Item, State> & {
  readonly store: StateStore
  readonly publisher: Publisher
  readonly consumer: TopicConsumer
  /** Number of partitions of the topic; `ringLanes` is that of the findings topic. */
  readonly partitions: number
  readonly ringLanes: number
  readonly extents: Extents
}

export type OpenLanes = {
  /** The lanes of a pass in this process, none of them claimed yet. */
  readonly lanes: LiveLanes
  /** See placing.ts; call it before the group is joined, until it works. */
  readonly pinStarts: () => Promise<void>
}

/** Makes every part that scores, once. */
export function openLanes<Item extends AnyItem, State>(options: OpenOptions<Item, State>): OpenLanes {
  const { pass, topic, groupId, topics, settings, store, consumer } = options
  const { startFrom, onLostOffsets, maxBatchRecords } = settings.kafka
  const askOthers = options.sharesPeers ? createLiveSnapshotReader(options) : null
  const hot = createHotStates(options.hotBytes, pass.bytesOf)
  /**
   * Makes a function that says why this process may no longer publish messages of the lane, or null if it may.
   * Call it before the claim: if the lane is lost while a reply of the store is on its way, what that claim has
   * read or written is left to the next one, even if the lane comes back.
   */
  const whyNotFor = (partition: number): WhyNot => {
    const isOurs = lanes.ownershipOf(partition)
    return () => {
      if (!consumer.isMember) return unheard()
      return isOurs() ? null : notOurs(topic, partition)
    }
  }
  const claim = (partition: number) => {
    const whyNot = whyNotFor(partition)
    return claimLane({
      pass,
      partition,
      store,
      policy: options.policy.current,
      tokenKey: settings.tokenKey,
      alertTokenKey: settings.alertTokenKey,
      hot,
      askOthers,
      ringLanes: options.ringLanes,
      publish: (messages) => publish({ ...options, whyNot }, partition, messages),
    })
  }
  const placed = new Set<number>()
  // Redis decides where a lane resumes. The group's committed offset, which serves lag
  // tools, only shows that the lane had a history.
  const hadHistory = async (partition: number) =>
    placed.has(partition) || ((await topics.committed(groupId, topic)).get(partition) ?? 0) > 0
  const placeOptions = { ...options, claim, startFrom, hadHistory, onLostOffsets }
  const placing = (partition: number) => {
    const place = createPlacing(placeOptions, partition)
    return async () => {
      const found = await place()
      placed.add(partition)
      return found
    }
  }
  const lanes = createLiveLanes({ ...options, placing, maxBatchRecords, hot })
  return { lanes, pinStarts: () => pinStarts(placeOptions) }
}

type Publishing = Pick<OpenOptions<AnyItem, unknown>, 'topic' | 'publisher' | 'metrics'> & {
  readonly whyNot: WhyNot
}

const publish = async (
  { topic, publisher, whyNot, metrics }: Publishing,
  partition: number,
  messages: readonly OutboxMessage[],
): Promise<void> => {
  metrics.outboxMessages.set({ topic, partition }, messages.length)
  try {
    await publisher.publish(messages, whyNot)
  } catch (error) {
    // Any other error is that of `whyNot`: nothing was sent.
    if (codeOf(error) === 'kafka_send_failed') metrics.publishFailures.inc()
    throw error
  }
  metrics.outboxMessages.set({ topic, partition }, 0)
}

const notOurs = (topic: string, partition: number): WaywardenError =>
  new WaywardenError(
    'lane_fenced',
    `Lane ${partition} of ${topic} was assigned anew: its next owner publishes what is left in the outbox`,
    { cause: { topic, partition } },
  )
