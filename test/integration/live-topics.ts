import type { Admin } from 'kafkajs'

import { kafkaClient } from './kafka-client.ts'

export type NewTopic = { readonly topic: string; readonly numPartitions: number }

export async function createTopics(brokers: readonly string[], topics: readonly NewTopic[]): Promise<void> {
  await withAdmin(brokers, (admin) => admin.createTopics({ topics: [...topics], waitForLeaders: true }))
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
