import { readdirSync, statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import { describe, expect, inject, it, onTestFinished } from 'vitest'

import { liveEvents } from './live-events.ts'
import { expectAsUndisturbed } from './live-result.ts'
import { createWorld } from './live-world.ts'
import { patience } from './patience.ts'
import { startRedis } from './redis.ts'

const brokers = inject('sharedBrokers')
const partitions = 3
const count = 40_000
describe('waywarden run, when Redis fails', () => {
  it('is not ready while redis-server is dead, though no record comes; ready again when it is back', async () => {
    const redis = await startRedis()
    const world = await createWorld({ brokers, redis, partitions, defer: onTestFinished })
    onTestFinished(() => redis.close())
    const group = await world.group()
    const process = await group.start()
    await expect.poll(process.isReady, patience).toBe(true)
    await redis.kill()
    await expect.poll(process.isReady, patience).toBe(false)
    expect((await process.metrics())('waywarden_ready')).toBe(0)
    expect((await process.get('/healthz')).status).toBe(200)
    await redis.start()
    await expect.poll(process.isReady, patience).toBe(true)
    await process.end('SIGTERM')
  })

  it('tells whether Redis is there while the start still waits for the brokers', async () => {
    const redis = await startRedis()
    const world = await createWorld({ brokers, redis, partitions, defer: onTestFinished })
    onTestFinished(() => redis.close())
    const process = await (await world.group()).start({ kafka: { brokers: ['localhost:1'] } })
    const facts = async () => JSON.parse((await process.get('/readyz')).body) as unknown
    await expect.poll(facts, patience).toMatchObject({ ok: false, isMember: false, isRedisThere: true })
    await redis.kill()
    await expect.poll(facts, patience).toMatchObject({ isRedisThere: false })
    await redis.start()
    await expect.poll(facts, patience).toMatchObject({ isRedisThere: true })
    await process.end('SIGTERM')
  })

  it('ends like an undisturbed run when redis-server loses its last writes in mid-stream and at the end', async () => {
    const { world, redis, events } = await ownRedisWorld(37)
    const group = await world.group({ kafka: { maxBatchRecords: 200 } })
    const process = await group.start()
    for (const share of [0.2, 0.6, 1]) {
      await expect.poll(group.scored, patience).toBeGreaterThanOrEqual(events.length * share)
      await redis.kill()
      expect(loseLastWrites(redis.directory)).toBe(LOST_BYTES)
      await redis.start()
    }
    // Each time Redis comes back all lanes are claimed anew, since it may be older than it was.
    const claims = async () => (await process.metrics())('waywarden_claims_total')
    await expect.poll(claims, patience).toBeGreaterThanOrEqual((partitions + 2) * 4)
    await expect.poll(group.scored, patience).toBe(events.length)
    await expect.poll(process.isReady, patience).toBe(true)
    await process.end('SIGTERM')

    await expectAsUndisturbed(world, group, events.length)
  })

  it('keeps its lanes while redis-server does not answer for 20 s, and goes on by itself', async () => {
    const { world, redis, events } = await ownRedisWorld(41)
    const group = await world.group({ kafka: { maxBatchRecords: 200 } })
    const process = await group.start()
    await expect.poll(group.scored, patience).toBeGreaterThan(events.length * 0.2)
    redis.pause()
    await delay(20_000)
    const logged = (text: string) => process.logged(text).filter(({ topic }) => topic === world.topic)
    expect(logged('lanes are waiting, and will resume on their own')).toHaveLength(1)
    expect(await process.isReady()).toBe(false)
    expect((await process.get('/healthz')).status).toBe(200)
    redis.resume()
    await expect.poll(group.scored, patience).toBe(events.length)
    expect(logged('lanes assigned')).toHaveLength(1)
    // A batch is counted after it has been published, and so after Redis has it.
    const counted = async () => (await process.metrics())('waywarden_events_in_total', { topic: world.topic })
    await expect.poll(counted, patience).toBe(events.length)

    redis.pause()
    const startedMs = performance.now()
    await process.end('SIGTERM')
    expect(performance.now() - startedMs).toBeLessThan(10_000)
    expect(await process.exit()).toBe(0)
    redis.resume()
  })
})

const LOST_BYTES = 512 * 1024

// What a machine that loses its power takes with it of a log that is synchronised once a second: the last half megabyte.
// A killed redis-server alone loses nothing, since the system still has its writes.
function loseLastWrites(directory: string): number {
  const folder = join(directory, 'appendonlydir')
  const [log = ''] = readdirSync(folder).filter((name) => name.endsWith('.incr.aof'))
  const file = join(folder, log)
  const { size } = statSync(file)
  const kept = Math.max(0, size - LOST_BYTES)
  truncateSync(file, kept)
  return size - kept
}

async function ownRedisWorld(seed: number) {
  const redis = await startRedis()
  onTestFinished(() => redis.close())
  const world = await createWorld({ brokers, redis, partitions, defer: onTestFinished })
  const events = liveEvents({ seed, count, partitions, fromMs: Date.now() - count * 100, mischief: 0.03 })
  await world.produce(events)
  return { world, redis, events }
}
