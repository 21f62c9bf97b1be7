import { WaywardenError } from '../contract/errors.ts'
import type { Extent, TopicReader } from '../transport/kafka-topics.ts'

const FRESH_ENOUGH_MS = 500

export type Partitions = {
  /**
   * Which records the partitions have, at most half a second old, or new where `isFresh`.
   * @throws kafka_topic_missing, kafka_partitions_changed: the process must end. kafka_unavailable: ask again.
   */
  readonly extents: (isFresh: boolean) => Promise<ReadonlyMap<number, Extent>>
}

/** `expected`: how many partitions the lanes were scored with. One question serves all lanes of a join. */
export function createPartitions(topics: TopicReader, topic: string, expected: number): Partitions {
  let askedAtMs = -Infinity
  let answer: Promise<ReadonlyMap<number, Extent>> | null = null

  const ask = async (): Promise<ReadonlyMap<number, Extent>> => {
    const extents = await topics.extents(topic)
    if (extents === null) throw topicMissing([topic])
    if (extents.size !== expected) throw partitionsChanged(topic, expected, extents.size)
    return extents
  }

  return {
    extents: (isFresh) => {
      const nowMs = performance.now()
      if (answer === null || isFresh || nowMs - askedAtMs > FRESH_ENOUGH_MS) {
        askedAtMs = nowMs
        answer = ask()
      }
      return answer
    },
  }
}

export const topicMissing = (topics: readonly string[]): WaywardenError =>
  new WaywardenError(
    'kafka_topic_missing',
    `The brokers have no topic ${topics.join(', ')}. Create ${topics.length > 1 ? 'them' : 'it'}, or set kafka.topics to those that exist`,
    { cause: topics },
  )

export const partitionsChanged = (topic: string, expected: number, found: number): WaywardenError =>
  new WaywardenError(
    'kafka_partitions_changed',
    `${topic} has ${found} partitions, and its lanes were scored with ${expected}: accounts would now come to lanes that do not know them. Go back to ${expected} partitions, or choose another redis.keyPrefix to learn anew`,
    { cause: { topic, expected, found } },
  )
