import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

import { describe, expect, inject, it, onTestFinished } from 'vitest'

import { startHoldingProxy } from './holding-proxy.ts'
import { liveEvents } from './live-events.ts'
import { expectSame, readResult } from './live-result.ts'
import { createWorld, type LiveWorld } from './live-world.ts'
import { patience } from './patience.ts'

const brokers = inject('sharedBrokers')
const redis = inject('sharedRedis')
const partitions = 6
const named = (clientId: string) => ({ kafka: { clientId } })

describe('waywarden run, in several processes', () => {
  it('ends like one process when others join, leave and die in mid-stream', async () => {
    const { world, count } = await filledWorld(29, 60_000)
    const group = await world.group({ kafka: { sessionTimeout: 'PT2S', maxBatchRecords: 200 } })
    const first = await group.start(named('first'))
    await expect.poll(group.scored, patience).toBeGreaterThan(count * 0.1)
    const second = await group.start(named('second'))
    await expect
      .poll(async () => (await second.metrics())('waywarden_lanes_claimed', { topic: world.topic }), patience)
      .toBe(3)
    await expect.poll(group.scored, patience).toBeGreaterThan(count * 0.4)
    await first.end('SIGTERM')
    const third = await group.start(named('third'))
    await expect.poll(group.scored, patience).toBeGreaterThan(count * 0.7)
    await second.end('SIGKILL')
    await expect.poll(group.scored, patience).toBe(count)
    // A lane may be scored to its end and not yet taken over: what it has left to publish waits for that.
    for (const [topic, lanes] of [
      [world.topic, partitions],
      [group.topics.findings, 2],
    ] as const)
      await expect
        .poll(async () => (await third.metrics())('waywarden_lanes_claimed', { topic }), patience)
        .toBe(lanes)
    await third.end('SIGTERM')

    const alone = await world.group()
    const only = await alone.start()
    await expect.poll(alone.scored, patience).toBe(count)
    await only.end('SIGTERM')
    expectSame(await readResult(world, group), await readResult(world, alone))
  })

  it('goes on within a minute of a kill and a new start, however long the session of the killed process lasts', async () => {
    const { world, count } = await filledWorld(37, 20_000)
    const group = await world.group({ kafka: { sessionTimeout: 'PT10M', maxBatchRecords: 100 } })
    const killed = await group.start(named('killed'))
    await expect.poll(group.scored, patience).toBeGreaterThan(count * 0.1)
    await killed.end('SIGKILL')
    const before = await group.scored()
    const startedMs = performance.now()
    const process = await group.start(named('started again'))
    await expect.poll(group.scored, patience).toBeGreaterThan(before)
    // A join waits 10 s for the killed process; by the client's default it would wait a minute.
    expect(performance.now() - startedMs).toBeLessThan(50_000)
    await process.end('SIGTERM')
  })

  it('refuses the checkpoints of a process that was stopped while its lanes moved, and lets it join again', async () => {
    const { world, count } = await filledWorld(31, 40_000)
    const group = await world.group({ kafka: { sessionTimeout: 'PT2S', maxBatchRecords: 50 } })
    const wire = await startHoldingProxy(redis)
    onTestFinished(() => wire.close())
    const stopped = await group.start({
      ...named('stopped'),
      // Longer than it is stopped: it is to read the refusal, and not to give up on the answer.
      redis: { nodes: [`${wire.host}:${wire.port}`], commandTimeout: 'PT60S' },
    })
    await expect.poll(group.scored, patience).toBeGreaterThan(count * 0.1)
    await wire.hold(checkpointDigest)
    stopped.signal('SIGSTOP')
    const before = await group.scored()
    const heir = await group.start(named('heir'))
    await expect
      .poll(async () => (await heir.metrics())('waywarden_lanes_claimed', { topic: world.topic }), patience)
      .toBe(partitions)
    await expect.poll(group.scored, patience).toBeGreaterThan(before + count * 0.1)
    wire.letGo()
    stopped.signal('SIGCONT')

    await expect.poll(group.scored, patience).toBe(count)
    await expect
      .poll(async () => (await stopped.metrics())('waywarden_fenced_total'), patience)
      .toBeGreaterThan(0)
    const lanes = async () => [
      (await stopped.metrics())('waywarden_lanes_claimed', { topic: world.topic }),
      (await heir.metrics())('waywarden_lanes_claimed', { topic: world.topic }),
    ]
    await expect.poll(lanes, patience).toEqual([3, 3])
    await Promise.all([stopped.end('SIGTERM'), heir.end('SIGTERM')])
    expect([await stopped.exit(), await heir.exit()]).toEqual([0, 0])

    const alone = await world.group()
    const only = await alone.start()
    await expect.poll(alone.scored, patience).toBe(count)
    await only.end('SIGTERM')
    expectSame(await readResult(world, group), await readResult(world, alone))
  })
})

/** By which Redis is asked to write a checkpoint. */
const checkpointDigest = ['permissions', 'outbox', 'checkpoint']
  .reduce(
    (hash, name) => hash.update(readFileSync(new URL(`../../src/state/${name}.lua`, import.meta.url))),
    createHash('sha1'),
  )
  .digest('hex')

async function filledWorld(seed: number, count: number): Promise<{ world: LiveWorld; count: number }> {
  const world = await createWorld({ brokers, redis, partitions, defer: onTestFinished })
  const fromMs = Date.now() - count * 100
  const events = liveEvents({ seed, count, partitions, fromMs, mischief: 0.03 })
  await world.produce(events)
  return { world, count: events.length }
}
