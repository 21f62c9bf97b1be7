// In: names of topics. Out: what the brokers know of them. Shell. Fails closed: throws
// if the brokers do not answer.
import type { Admin } from 'kafkajs'
import type { Logger } from 'pino'

import type { KafkaSettings } from '../ops/settings-form.ts'
import { createKafka, kafkaUnavailable } from './kafka-client.ts'
import { kafkajs } from './kafkajs.ts'

const { ConfigResourceTypes } = kafkajs
const POLICY = 'cleanup.policy'
const RETRY = { retries: 1, initialRetryTime: 100, maxRetryTime: 500 }

/** The records a partition has: from `start`, inclusive, to `end`, exclusive. */
export type Extent = { readonly start: number; readonly end: number }

/** Every method throws `kafka_unavailable` if the brokers do not answer. */
export type TopicReader = {
  /** Returns which of the topics do not exist; never creates one. */
  missing(topics: readonly string[]): Promise<readonly string[]>
  /** Returns which of the topics are compacted: Kafka removes all but the newest record of a key. */
  compacted(topics: readonly string[]): Promise<readonly string[]>
  /** By partition; null if the topic does not exist. */
  extents(topic: string): Promise<ReadonlyMap<number, Extent> | null>
  /**
   * By partition, the offset that the group has committed, which is the next to read; 0
   * if it has committed none.
   */
  committed(groupId: string, topic: string): Promise<ReadonlyMap<number, number>>
  readonly close: () => Promise<void>
}

export function createTopicReader(settings: KafkaSettings, log: Logger): TopicReader {
  let opened: Promise<Admin> | null = null
  let last: Promise<unknown> = Promise.resolve()

  const open = async (): Promise<Admin> => {
    const admin = createKafka(settings, log).admin({ retry: RETRY })
    await admin.connect()
    return admin
  }

  // An admin caches the leaders of a topic. After a failure the next call opens a new one.
  const askNow = async <T>(what: string, question: (admin: Admin) => Promise<T>): Promise<T> => {
    opened ??= open()
    const mine = opened
    try {
      return await question(await mine)
    } catch (cause) {
      if (opened === mine) opened = null
      void mine.then((admin) => admin.disconnect()).catch(() => undefined)
      throw kafkaUnavailable(what, cause)
    }
  }

  // One question at a time: answering one, kafkajs forgets what it has learnt for
  // another, which then fails midway.
  const ask = <T>(what: string, question: (admin: Admin) => Promise<T>): Promise<T> => {
    const answer = last.then(() => askNow(what, question))
    last = answer.catch(() => undefined)
    return answer
  }

  const missing = async (topics: readonly string[]): Promise<readonly string[]> => {
    const known = new Set(await ask('The brokers do not list their topics', (admin) => admin.listTopics()))
    return topics.filter((topic) => !known.has(topic))
  }

  const compacted = (topics: readonly string[]): Promise<readonly string[]> =>
    ask('The brokers do not say how their topics are configured', async (admin) => {
      const { resources } = await admin.describeConfigs({
        includeSynonyms: false,
        resources: topics.map((name) => ({ type: ConfigResourceTypes.TOPIC, name, configNames: [POLICY] })),
      })
      return resources
        .filter(({ configEntries }) =>
          configEntries.some(({ configValue }) => configValue.includes('compact')),
        )
        .map(({ resourceName }) => resourceName)
    })

  const read = (topic: string) =>
    ask(`The brokers do not say which offsets ${topic} has`, async (admin) => {
      const metadata = await admin.fetchTopicMetadata({ topics: [topic] })
      const extents = new Map<number, Extent>()
      for (const { partition, low, high } of await admin.fetchTopicOffsets(topic))
        extents.set(partition, { start: Number(low), end: Number(high) })
      const partitions = metadata.topics[0]?.partitions.length ?? 0
      // The offsets may come from metadata that the admin has cached.
      if (partitions !== extents.size) throw new Error(`${partitions} partitions, offsets of ${extents.size}`)
      return extents
    })

  return {
    missing,
    compacted,
    extents: async (topic) => {
      try {
        return await read(topic)
      } catch (error) {
        // For a topic that does not exist kafkajs fails in many ways.
        if ((await missing([topic])).length > 0) return null
        throw error
      }
    },
    committed: (groupId, topic) =>
      ask(
        `The brokers do not say which offsets group ${groupId} has committed for ${topic}`,
        async (admin) => {
          const [told] = await admin.fetchOffsets({ groupId, topics: [topic] })
          const offsets = told?.partitions ?? []
          return new Map(offsets.map(({ partition, offset }) => [partition, Math.max(0, Number(offset))]))
        },
      ),
    close: async () => {
      const mine = opened
      opened = null
      if (mine !== null) await mine.then((admin) => admin.disconnect()).catch(() => undefined)
    },
  }
}
