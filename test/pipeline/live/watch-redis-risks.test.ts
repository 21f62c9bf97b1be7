import type { Redis } from 'ioredis'
import { expect, it, onTestFinished } from 'vitest'

import { createLogger } from '../../../src/ops/log.ts'
import { createMetrics } from '../../../src/ops/metrics.ts'
import { watchRedisRisks } from '../../../src/pipeline/live/watch-redis-risks.ts'
import { captureLog } from '../../ops/captured-log.ts'

const sound = 'redis_version:8.0.2\r\nmaxmemory:1000\r\nmaxmemory_policy:noeviction\r\naof_enabled:1\r\n'

/** Watches a server until the test ends. */
function given(info: () => Promise<string>) {
  const ending = new AbortController()
  const { stream, lines } = captureLog()
  const metrics = createMetrics({ withProcess: false })
  const watching = watchRedisRisks({
    client: { info } as unknown as Redis,
    lookEveryMs: 5,
    metrics,
    log: createLogger({ level: 'info', stream }),
    signal: ending.signal,
  })
  onTestFinished(() => {
    ending.abort()
    return watching
  })
  const count = async () => (await metrics.redisRisks.get()).values[0]?.value
  return { count, lines }
}

it('names each risk when it arises, and counts those there are', async () => {
  let info = sound.replace('aof_enabled:1', 'aof_enabled:0')
  const { count, lines } = given(async () => info)
  await expect.poll(count).toBe(1)
  info = info.replace('noeviction', 'volatile-lru')
  await expect.poll(count).toBe(2)
  info = sound
  await expect.poll(count).toBe(0)
  expect(lines().map(({ risk }) => risk)).toEqual([
    expect.stringContaining('set appendonly yes'),
    expect.stringContaining('evicts keys when its memory is full (volatile-lru)'),
  ])
})

it('does not take an outage for the end of a risk, nor what it finds afterwards for a new one', async () => {
  let asked = 0
  let isAway = false
  const { count, lines } = given(async () => {
    asked += 1
    if (isAway) throw new Error('Connection is closed.')
    return sound.replace('aof_enabled:1', 'aof_enabled:0')
  })
  await expect.poll(count).toBe(1)
  for (const next of [true, false]) {
    isAway = next
    const before = asked
    await expect.poll(() => asked).toBeGreaterThan(before + 1)
    expect(await count()).toBe(1)
  }
  expect(lines()).toHaveLength(1)
})
