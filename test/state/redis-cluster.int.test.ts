import { Cluster, Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import type { RedisSettings } from '../../src/ops/settings-form.ts'
import type { RedisClient } from '../../src/state/lua-script.ts'
import { connectRedis } from '../../src/state/redis-client.ts'
import { findRedisRisks } from '../../src/state/redis-risks.ts'
import { createRedisStore } from '../../src/state/redis.ts'
import { redisRights } from '../integration/documented-rights.ts'
import { uniqueName } from '../integration/names.ts'
import { patience } from '../integration/patience.ts'
import { startRedisCluster, type RedisClusterService } from '../integration/redis-cluster.ts'
import { redisSettings } from '../integration/redis-settings.ts'
import { account, makeStep } from './make-step.ts'
import { storeContract } from './store-contract.ts'
import { checkInterleavings } from './store-property.ts'

describe('the Redis store on a cluster of three', () => {
  let cluster: RedisClusterService
  const clients: RedisClient[] = []
  beforeAll(async () => {
    cluster = await startRedisCluster(3)
  })
  afterAll(async () => {
    for (const client of clients) client.disconnect()
    await cluster.close()
  })

  const open = async (more: Partial<RedisSettings> = {}) => {
    const client = await connectRedis(redisSettings(cluster.nodes, { mode: 'cluster', ...more }), () => {})
    clients.push(client)
    const options = { prefix: `${uniqueName('ww')}:`, topic: 'queries' }
    return { client, ...options, store: createRedisStore(client, options) }
  }

  storeContract(async () => (await open({ commandTimeoutMs: 60_000 })).store)

  it('is right whatever two owners do in whatever order', async () => {
    const { store } = await open()
    await checkInterleavings(store, 30)
  })

  it('spreads lanes over the members, and keeps each lane together', async () => {
    const { client, prefix, store } = await open()
    const lanes = Array.from({ length: 24 }, (_, lane) => lane)
    for (const lane of lanes) {
      const { epoch } = await store.claim(lane)
      await store.checkpoint(makeStep({ lane, epoch, states: [account('a', 'A'), account('b', 'B')] }))
    }
    const members = client instanceof Cluster ? client.nodes('master') : []
    const found = await Promise.all(members.map((member) => member.keys(`${prefix}*`)))
    const lanesOf = found.map((keys) => new Set(keys.map((key) => /:(\d+)}/.exec(key)?.[1])))
    expect(lanesOf.map((each) => each.size).reduce((a, b) => a + b)).toBe(lanes.length)
    expect(lanesOf.every((each) => each.size > 0)).toBe(true)
    expect(found.flat()).toHaveLength(lanes.length * 3)
  })

  it('needs few rights', async () => {
    for (const { host, port } of cluster.nodes) {
      const admin = new Redis({ host, port })
      await admin.call('ACL', 'SETUSER', 'waywarden', ...redisRights('secret'))
      admin.disconnect()
    }
    const login = { mode: 'cluster', username: 'waywarden', password: 'secret' } as const
    const client = await connectRedis(redisSettings(cluster.nodes, login), () => {})
    clients.push(client)
    const store = createRedisStore(client, { prefix: 'waywarden:', topic: 'queries' })
    for (const lane of [0, 1, 2, 3]) {
      const { epoch } = await store.claim(lane)
      expect(await store.checkpoint(makeStep({ lane, epoch, states: [account('a', 'A')] }))).toEqual({
        kind: 'ok',
      })
    }
    expect(await findRedisRisks(client)).toEqual([])
  })

  it('says why it cannot be used', async () => {
    const more = { mode: 'cluster', username: 'nobody', password: 'wrong', connectTimeoutMs: 1_000 } as const
    const connecting = connectRedis(redisSettings(cluster.nodes, more), () => {})
    await expect(connecting).rejects.toMatchObject({ code: 'redis_unavailable', message: /WRONGPASS/ })
  })

  it('fails in time while a member does not answer, for its lanes alone, and goes on when it does', async () => {
    const { store } = await open()
    const lanes = Array.from({ length: 12 }, (_, lane) => lane)
    const tryAll = () =>
      Promise.all(
        lanes.map((lane) =>
          store.claim(lane).then(
            () => true,
            () => false,
          ),
        ),
      )
    expect(await tryAll()).not.toContain(false)
    cluster.nodes[0]?.pause()
    const startedAt = performance.now()
    const answers = await tryAll()
    expect(performance.now() - startedAt).toBeLessThan(10_000)
    expect(new Set(answers)).toEqual(new Set([true, false]))
    cluster.nodes[0]?.resume()
    await expect.poll(tryAll, patience).not.toContain(false)
  })
})
