import { setTimeout as delay } from 'node:timers/promises'

import { describe, expect, inject, it, onTestFinished } from 'vitest'

import { liveEvents } from './live-events.ts'
import { readResult } from './live-result.ts'
import { createWorld } from './live-world.ts'
import { startRedis } from './redis.ts'

const brokers = inject('sharedBrokers')
const partitions = 3
const count = 60_000
const patience = { timeout: 60_000, interval: 20 }

describe('waywarden run, when Redis fails', () => {
  it('ends like an undisturbed run when redis-server is killed in mid-stream and at the end', async () => {
    const { world, redis, events } = await ownRedisWorld(37)
    const group = await world.group({ kafka: { maxBatchRecords: 200 } })
    const process = await group.start()
    for (const share of [0.2, 0.6, 1]) {
      await expect.poll(group.scored, patience).toBeGreaterThanOrEqual(events.length * share)
      await redis.kill() // and with it up to a second of what it had confirmed
      await delay(500)
      await redis.start()
    }
    await expect.poll(group.scored, patience).toBe(events.length)
    await expect.poll(process.isReady, patience).toBe(true)
    await process.end('SIGTERM')

    const undisturbed = await world.group()
    const other = await undisturbed.start()
    await expect.poll(undisturbed.scored, patience).toBe(events.length)
    await other.end('SIGTERM')
    expect(await readResult(world, group)).toEqual(await readResult(world, undisturbed))
  })

  it('keeps its lanes while redis-server does not answer for 20 s, and goes on by itself', async () => {
    const { world, redis, events } = await ownRedisWorld(41)
    const group = await world.group({ kafka: { maxBatchRecords: 200 } })
    const process = await group.start()
    await expect.poll(group.scored, patience).toBeGreaterThan(events.length * 0.2)
    redis.pause()
    await delay(20_000)
    expect(process.logged('lanes wait, and go on by themselves')).toHaveLength(1)
    expect(await process.isReady()).toBe(false)
    expect((await process.get('/healthz')).status).toBe(200)
    redis.resume()
    await expect.poll(group.scored, patience).toBe(events.length)
    expect(process.logged('lanes assigned')).toHaveLength(1)
    expect((await process.metrics())('waywarden_events_in_total')).toBe(events.length)
    await process.end('SIGTERM')
    expect(await process.exit()).toBe(0)
  })
})

async function ownRedisWorld(seed: number) {
  const redis = await startRedis()
  onTestFinished(() => redis.close())
  const world = await createWorld({ brokers, redis, partitions, defer: onTestFinished })
  const events = liveEvents({ seed, count, partitions, fromMs: Date.now() - count * 100, mischief: 0.03 })
  await world.produce(events)
  return { world, redis, events }
}
