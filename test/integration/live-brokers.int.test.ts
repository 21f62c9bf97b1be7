import { expect, inject, it, onTestFinished, vi } from 'vitest'

import { startKafkaCluster, type KafkaCluster } from './kafka.ts'
import { liveEvents } from './live-events.ts'
import { expectAsUndisturbed } from './live-result.ts'
import { withAdmin } from './live-topics.ts'
import { createWorld } from './live-world.ts'
import { patience } from './patience.ts'

const partitions = 3
const count = 20_000
it('goes on by itself, without a loss, when of three brokers the one that coordinates its group is killed, and then the leader of a lane', async () => {
  const kafka = await startKafkaCluster(3)
  onTestFinished(() => kafka.close())
  const redis = inject('sharedRedis')
  const world = await createWorld({ brokers: kafka.brokers, redis, partitions, defer: onTestFinished })
  const events = liveEvents({ seed: 97, count, partitions, fromMs: Date.now() - count * 100, mischief: 0.03 })
  // The second half follows when the first broker is back: otherwise all would be scored by then.
  const half = count / 2
  await world.produce(events.slice(0, half))
  const group = await world.group({
    kafka: {
      maxBatchRecords: 100,
      maxBytesPerPartition: '128KiB',
      requestTimeout: 'PT5S',
      sessionTimeout: 'PT6S',
    },
  })
  const process = await group.start()
  await expect.poll(group.scored, patience).toBeGreaterThan(events.length * 0.1)

  const coordinator = await leaderOf(kafka, '__consumer_offsets', coordinatingPartition(group.name))
  await coordinator.kill()
  await expect.poll(group.scored, patience).toBeGreaterThan(events.length * 0.4)
  await coordinator.start()
  await expect.poll(() => inSync(kafka, world.topic), patience).toBe(partitions * 3)

  await world.produce(events.slice(half))
  await expect.poll(group.scored, patience).toBeGreaterThan(events.length * 0.6)
  const leader = await leaderOf(kafka, world.topic, 0)
  await leader.kill()
  await expect.poll(group.scored, patience).toBe(events.length)
  await expect.poll(group.outstanding, patience).toBe(0)
  await process.end('SIGTERM')
  expect(await process.exit()).toBe(0)

  await expectAsUndisturbed(world, group, events.length)
})

async function partitionsOf({ brokers }: KafkaCluster, topic: string) {
  const { topics } = await withAdmin(brokers, (admin) => admin.fetchTopicMetadata({ topics: [topic] }))
  return topics[0]?.partitions ?? []
}

async function leaderOf(kafka: KafkaCluster, topic: string, partition: number) {
  // The client may still ask a broker that has been away.
  const partitions = await vi.waitFor(() => partitionsOf(kafka, topic), patience)
  const found = partitions.find(({ partitionId }) => partitionId === partition)
  const node = kafka.nodes[(found?.leader ?? 0) - 1]
  if (node === undefined) throw new Error(`nobody leads partition ${partition} of ${topic}`)
  return node
}

/** How many copies of partitions are up to date. */
async function inSync(kafka: KafkaCluster, topic: string): Promise<number> {
  return (await partitionsOf(kafka, topic)).reduce((sum, { isr }) => sum + isr.length, 0)
}

/** Of the four that hold the offsets of groups: Java's hash of the name decides. */
function coordinatingPartition(groupId: string): number {
  let hash = 0
  for (const letter of groupId) hash = (Math.imul(31, hash) + letter.charCodeAt(0)) | 0
  return (hash & 0x7fffffff) % 4
}
