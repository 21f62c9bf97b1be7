import type { Redis } from 'ioredis'
import { expect, it } from 'vitest'

import { createLogger } from '../../../src/ops/log.ts'
import { createMetrics } from '../../../src/ops/metrics.ts'
import { watchRedisRisks } from '../../../src/pipeline/live/watch-redis-risks.ts'
import { captureLog } from '../../ops/captured-log.ts'

const EVERY_MS = 5
const sound = 'redis_version:8.0.2\r\nmaxmemory:1000\r\nmaxmemory_policy:noeviction\r\naof_enabled:1\r\n'

it('names each risk when it arises, and counts those there are', async () => {
  let info = sound.replace('aof_enabled:1', 'aof_enabled:0')
  const client = { info: async () => info } as unknown as Redis
  const { stream, lines } = captureLog()
  const metrics = createMetrics({ withProcess: false })
  const count = async () => (await metrics.redisRisks.get()).values[0]?.value
  const close = await watchRedisRisks(client, metrics, createLogger({ level: 'info', stream }), EVERY_MS)
  expect(await count()).toBe(1)
  info = info.replace('noeviction', 'volatile-lru')
  await expect.poll(count).toBe(2)
  info = sound
  await expect.poll(count).toBe(0)
  await close()
  expect(lines().map(({ risk }) => risk)).toEqual([
    expect.stringContaining('set appendonly yes'),
    expect.stringContaining('evicts keys when its memory is full (volatile-lru)'),
  ])
})

it('does not take an outage for the end of a risk, nor what it finds afterwards for a new one', async () => {
  let asked = 0
  let isAway = false
  const info = async () => {
    asked += 1
    if (isAway) throw new Error('Connection is closed.')
    return sound.replace('aof_enabled:1', 'aof_enabled:0')
  }
  const { stream, lines } = captureLog()
  const metrics = createMetrics({ withProcess: false })
  const log = createLogger({ level: 'info', stream })
  const close = await watchRedisRisks({ info } as unknown as Redis, metrics, log, EVERY_MS)
  for (const next of [true, false]) {
    isAway = next
    const before = asked
    await expect.poll(() => asked).toBeGreaterThan(before + 1)
    expect((await metrics.redisRisks.get()).values[0]?.value).toBe(1)
  }
  await close()
  expect(lines()).toHaveLength(1)
})
