import type { Redis } from 'ioredis'
import { expect, it } from 'vitest'

import { createLogger } from '../../../src/ops/log.ts'
import { createMetrics } from '../../../src/ops/metrics.ts'
import { watchRedisRisks } from '../../../src/pipeline/live/watch-redis-risks.ts'
import { captureLog } from '../../ops/captured-log.ts'

const sound = 'redis_version:8.0.2\r\nmaxmemory:1000\r\nmaxmemory_policy:noeviction\r\naof_enabled:1\r\n'

it('names each risk when it arises, and counts those there are', async () => {
  let info = sound.replace('aof_enabled:1', 'aof_enabled:0')
  const client = { info: async () => info } as unknown as Redis
  const { stream, lines } = captureLog()
  const metrics = createMetrics({ withProcess: false })
  const count = async () => (await metrics.redisRisks.get()).values[0]?.value
  const close = await watchRedisRisks(client, metrics, createLogger({ level: 'info', stream }), 5)
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
