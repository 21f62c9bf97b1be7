import { expect, inject, it, onTestFinished } from 'vitest'

import { startDeafProxy } from './deaf-proxy.ts'
import { freePorts } from './free-ports.ts'
import { startKafka } from './kafka.ts'
import { liveEvents } from './live-events.ts'
import { expectSame, readResult } from './live-result.ts'
import { createWorld } from './live-world.ts'

const partitions = 3
const count = 40_000
const patience = { timeout: 90_000, interval: 20 }

it('goes on by itself, without a loss, after the broker was stopped, and after it was killed', async () => {
  const kafka = await startKafka()
  onTestFinished(() => kafka.close())
  const world = await createWorld({
    brokers: kafka.brokers,
    redis: inject('sharedRedis'),
    partitions,
    defer: onTestFinished,
  })
  const events = liveEvents({ seed: 43, count, partitions, fromMs: Date.now() - count * 100, mischief: 0.03 })
  await world.produce(events)
  const group = await world.group({
    kafka: { maxBatchRecords: 100, requestTimeout: 'PT5S', sessionTimeout: 'PT3S' },
  })
  const process = await group.start()
  await expect.poll(group.scored, patience).toBeGreaterThan(events.length * 0.2)
  await kafka.restart()
  const afterRestart = await group.scored()
  await expect.poll(group.scored, patience).toBeGreaterThan(Math.max(events.length * 0.6, afterRestart))
  await kafka.kill()
  await kafka.start()
  await expect.poll(group.scored, patience).toBe(events.length)
  await expect.poll(async () => (await process.metrics())('waywarden_outbox_messages'), patience).toBe(0)
  kafka.pause()
  const startedMs = performance.now()
  await process.end('SIGTERM')
  expect(performance.now() - startedMs).toBeLessThan(10_000)
  expect(await process.exit()).toBe(0)
  kafka.resume()

  const undisturbed = await world.group()
  const other = await undisturbed.start()
  await expect.poll(undisturbed.scored, patience).toBe(events.length)
  await other.end('SIGTERM')
  expectSame(await readResult(world, group), await readResult(world, undisturbed))
})

it('ends with 1 where records wait and none is fetched for too long, although the broker answers everything else', async () => {
  const [port = 0, proxyPort = 0] = await freePorts(2)
  const kafka = await startKafka({
    listeners: { PROXIED: { speaks: 'PLAINTEXT', port, advertised: proxyPort } },
  })
  onTestFinished(() => kafka.close())
  const proxy = await startDeafProxy(proxyPort, port)
  onTestFinished(() => proxy.close())
  const world = await createWorld({
    brokers: kafka.brokers,
    redis: inject('sharedRedis'),
    partitions,
    defer: onTestFinished,
  })
  const events = liveEvents({ seed: 101, count: 2_000, partitions, fromMs: Date.now() - 200_000 })
  await world.produce(events.slice(0, 1_000))
  const group = await world.group({
    kafka: { brokers: [`127.0.0.1:${proxyPort}`] },
    watchdog: { stalledAfter: 'PT3S' },
  })
  const process = await group.start()
  await expect.poll(group.scored, patience).toBe(1_000)
  proxy.turnDeaf()
  await world.produce(events.slice(1_000))
  await expect.poll(() => process.hasEnded(), patience).toBe(true)
  expect(await process.exit()).toBe(1)
  expect(new Set(process.logged('cannot go on').map(({ code }) => code))).toEqual(new Set(['lane_stalled']))
  expect(process.log()).toMatch(/\d+ records wait and none was scored for 3 s/)
  expect(await group.scored()).toBe(1_000)
})
