import { describe, expect, inject, it, onTestFinished } from 'vitest'

import { createDice } from './live-dice.ts'
import { liveEvents } from './live-events.ts'
import { expectSame, readResult } from './live-result.ts'
import { createWorld } from './live-world.ts'

const brokers = inject('sharedBrokers')
const redis = inject('sharedRedis')
const partitions = 4
const count = 200_000
const kills = 20
const patience = { timeout: 120_000, interval: 20 }

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
    const dice = createDice(Date.now())
    const targets = Array.from({ length: kills }, () => Math.floor(dice() * events.length * 0.98)).sort(
      (a, b) => a - b,
    )
    for (const target of targets) {
      const process = await disturbed.start()
      await expect.poll(disturbed.scored, patience).toBeGreaterThanOrEqual(target)
      await process.end('SIGKILL')
    }
    for (const group of [disturbed, undisturbed]) {
      const process = await group.start()
      await expect.poll(group.scored, patience).toBe(events.length)
      await process.end('SIGTERM')
    }

    const expected = await readResult(world, undisturbed)
    expect(expected.lastAlerts.size).toBeGreaterThanOrEqual(partitions)
    expectSame(await readResult(world, disturbed), expected)
  })
})
