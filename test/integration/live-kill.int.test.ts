import { describe, expect, inject, it, onTestFinished } from 'vitest'

import { DAY_MS } from '../../src/contract/time-units.ts'
import { createRandom } from '../../src/simulate/random/create-random.ts'
import { liveEvents, type LiveEvent } from './live-events.ts'
import type { LiveGroup } from './live-group.ts'
import { expectSame, readResult } from './live-result.ts'
import { createWorld, type LiveWorld } from './live-world.ts'
import { patience } from './patience.ts'

const brokers = inject('sharedBrokers')
const redis = inject('sharedRedis')
const partitions = 4
const count = 200_000
const kills = 20
const days = 4
describe('waywarden run, killed', () => {
  it(`ends in the state and the alerts of an undisturbed run after ${kills} kills at random points`, async () => {
    const world = await createWorld({ brokers, redis, partitions, defer: onTestFinished })
    const events = liveEvents({
      seed: 23,
      count,
      partitions,
      accounts: 600, // busy enough that more than the thieves raise alerts
      fromMs: Date.now() - count * 100,
      mischief: 0.03,
    })
    await world.produce(events)
    const undisturbed = await world.group()
    const disturbed = await world.group({
      kafka: { sessionTimeout: 'PT1S', maxBatchRecords: 250, maxBytesPerPartition: '128KiB' },
    })
    const random = randomOfNow()
    const targets = Array.from({ length: kills }, () => Math.floor(random() * events.length * 0.98)).sort(
      (a, b) => a - b,
    )
    for (const target of targets) {
      const before = await disturbed.scored()
      const process = await disturbed.start()
      // Each comes behind a checkpoint of its own, unless the one before came too late for that.
      const reached = Math.min(Math.max(target, before + 1), events.length)
      await expect.poll(disturbed.scored, patience).toBeGreaterThanOrEqual(reached)
      await process.end('SIGKILL')
    }
    for (const group of [disturbed, undisturbed]) {
      const process = await group.start()
      await expect.poll(group.scored, patience).toBe(events.length)
      await settled(group)
      await process.end('SIGTERM')
    }

    const expected = await readResult(world, undisturbed)
    expect(expected.lastAlerts.size).toBeGreaterThanOrEqual(partitions)
    expectSame(await readResult(world, disturbed), expected)
  })
  it('does so over days as well, on which its lanes read each other', async () => {
    const world = await createWorld({ brokers, redis, partitions, defer: onTestFinished })
    const fromMs = Date.now() - days * DAY_MS
    const fewer = 60_000
    const events = liveEvents({
      seed: 37,
      count: fewer,
      partitions,
      accounts: 600,
      fromMs,
      spacingMs: (days * DAY_MS) / fewer,
      mischief: 0.03,
    })
    const undisturbed = await world.group()
    const disturbed = await world.group({
      kafka: { sessionTimeout: 'PT1S', maxBatchRecords: 50, maxBytesPerPartition: '32KiB' },
    })
    const random = randomOfNow()
    const steady = await undisturbed.start()
    let process = await disturbed.start()
    let produced = 0
    for (const shift of shiftsOf(events)) {
      await world.produce(shift)
      const target = produced + Math.floor(random() * shift.length)
      produced += shift.length
      await expect.poll(disturbed.scored, patience).toBeGreaterThanOrEqual(target)
      await process.end('SIGKILL')
      process = await disturbed.start()
      for (const group of [disturbed, undisturbed]) await expect.poll(group.scored, patience).toBe(produced)
    }
    await Promise.all([disturbed, undisturbed].map(settled))
    await Promise.all([process.end('SIGTERM'), steady.end('SIGTERM')])

    for (let lane = 0; lane < partitions; lane++) {
      const { day, used } = await readSnapshots(world, undisturbed, lane)
      const others = [0, 1, 2, 3].filter((other) => other !== lane)
      expect(used).toEqual(others.map((other) => [other, day - 1]))
    }
    expectSame(await readResult(world, disturbed), await readResult(world, undisturbed))
  })
})

/** A process stopped in the midst of a rebalance has no lane to settle: what it has published stays in the outbox for the next. */
async function settled({ outstanding }: LiveGroup): Promise<void> {
  await expect.poll(outstanding, patience).toBe(0)
}

/** Events as they come to a live topic: eight hours at a time, so that no lane is a day ahead of another. */
function shiftsOf(events: readonly LiveEvent[]): LiveEvent[][] {
  const shifts = new Map<number, LiveEvent[]>()
  for (const event of events) {
    const shift = Math.floor(event.timestampMs / (DAY_MS / 3))
    const known = shifts.get(shift)
    if (known === undefined) shifts.set(shift, [event])
    else known.push(event)
  }
  return [...shifts.values()]
}

async function readSnapshots(
  { client, topic }: LiveWorld,
  { prefix }: LiveGroup,
  lane: number,
): Promise<{ day: number; used: [number, number | null][] }> {
  const text = await client.hget(`${prefix}{${topic}:${lane}}:fields`, 'snapshots')
  return JSON.parse(text ?? '') as { day: number; used: [number, number | null][] }
}

/** Other kills each time; the seed is printed, so that those which failed can be had again. */
const randomOfNow = () => {
  const seed = Date.now()
  process.stderr.write(`kills are drawn by seed ${seed}\n`)
  return createRandom('kills', seed)
}
