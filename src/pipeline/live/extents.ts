import { setTimeout as delay } from 'node:timers/promises'

import { WaywardenError } from '../../contract/errors.ts'
import type { Extent, TopicReader } from '../../transport/kafka-topics.ts'
import { FINDINGS_ANEW } from '../last-record.ts'

const RECENT_MS = 500
// A broker that has just started may not know all topics yet.
const LOOK_AGAIN_MS = 1_000

/**
 * The range of offsets that each partition has.
 * @throws kafka_topic_missing, kafka_partitions_changed: the process must end. kafka_unavailable: ask again.
 */
export type Extents = {
  /** At most half a second old, so that one request serves all lanes of a join. */
  recent(): Promise<ReadonlyMap<number, Extent>>
  /** Asked now. */
  fresh(): Promise<ReadonlyMap<number, Extent>>
}

export type ExtentsOptions = {
  readonly topics: Pick<TopicReader, 'extents'>
  readonly topic: string
  /** How many partitions the lanes were scored with. */
  readonly expected: number
  readonly lookAgainMs?: number
}

export function createExtents(options: ExtentsOptions): Extents {
  const { topics, topic, expected, lookAgainMs = LOOK_AGAIN_MS } = options
  let askedAtMs = -Infinity
  let answer: Promise<ReadonlyMap<number, Extent>> | null = null

  const ask = async (): Promise<ReadonlyMap<number, Extent>> => {
    let extents = await topics.extents(topic)
    if (extents?.size !== expected) {
      await delay(lookAgainMs)
      extents = await topics.extents(topic)
    }
    if (extents === null) throw topicMissing([topic])
    if (extents.size !== expected) throw partitionsChanged(topic, expected, extents.size)
    return extents
  }

  const fresh = (): Promise<ReadonlyMap<number, Extent>> => {
    askedAtMs = performance.now()
    answer = ask()
    return answer
  }

  return {
    recent: () => (answer === null || performance.now() - askedAtMs > RECENT_MS ? fresh() : answer),
    fresh,
  }
}

export const topicMissing = (topics: readonly string[]): WaywardenError =>
  new WaywardenError(
    'kafka_topic_missing',
    `The brokers have no topic ${topics.join(', ')}, or this user may not see ${topics.length > 1 ? 'them' : 'it'}. Create ${topics.length > 1 ? 'them' : 'it'}, grant the permissions listed in the README, or set kafka.topics to existing topics`,
    { cause: topics },
  )

export const partitionsChanged = (topic: string, expected: number, found: number): WaywardenError =>
  new WaywardenError(
    'kafka_partitions_changed',
    `${topic} has ${found} partitions, but its lanes were scored with ${expected}: accounts would now reach lanes that do not know them. Partitions cannot be taken away again: choose a new redis.keyPrefix and kafka.groupId to start afresh; ${FINDINGS_ANEW}`,
    { cause: { topic, expected, found } },
  )
