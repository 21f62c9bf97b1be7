import { setTimeout as sleep } from 'node:timers/promises'

import type { Admin, ITopicConfig } from 'kafkajs'

import { kafkaClient } from './kafka-client.ts'

const PATIENCE_MS = 60_000

export async function createTopics(
  brokers: readonly string[],
  topics: readonly ITopicConfig[],
): Promise<void> {
  await withAdmin(brokers, async (admin) => {
    await admin.createTopics({ topics: [...topics], waitForLeaders: false })
    const endMs = Date.now() + PATIENCE_MS
    while (!(await haveLeaders(admin, topics))) {
      if (Date.now() > endMs) throw new Error(`no leader for ${topics.map(({ topic }) => topic).join(', ')}`)
      await sleep(100)
    }
  })
}

// Replaces kafkajs' own waiting, which fails if a broker has not heard of the topic yet. A broker may be named as
// the leader before it knows that it is: it is asked.
const haveLeaders = async (admin: Admin, topics: readonly ITopicConfig[]): Promise<boolean> => {
  try {
    const described = await admin.fetchTopicMetadata({ topics: topics.map(({ topic }) => topic) })
    if (described.topics.some(({ partitions }) => partitions.some(({ leader }) => leader < 0))) return false
    for (const { topic } of topics) await admin.fetchTopicOffsets(topic)
    return true
  } catch {
    return false // not known to every broker yet
  }
}

export async function withAdmin<T>(
  brokers: readonly string[],
  use: (admin: Admin) => Promise<T>,
): Promise<T> {
  const admin = kafkaClient(brokers).admin()
  await admin.connect()
  try {
    return await use(admin)
  } finally {
    await admin.disconnect()
  }
}
