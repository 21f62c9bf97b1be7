import { Redis } from 'ioredis'
import { expect } from 'vitest'

import { patience } from './patience.ts'
import { startRedis, type RedisService } from './redis.ts'

/** Starts a replica of the master, and waits until it has caught up. */
export async function startReplica(master: RedisService): Promise<RedisService> {
  const replica = await startRedis({ settings: { replicaof: `${master.host} ${master.port}` } })
  await untilReplicated(master, replica)
  return replica
}

async function untilReplicated(master: RedisService, replica: RedisService): Promise<void> {
  const [from, to] = [master, replica].map(({ host, port }) => new Redis({ host, port }))
  const offset = async (client: Redis | undefined) =>
    /(?:master_repl_offset|slave_repl_offset):(\d+)/.exec((await client?.info('replication')) ?? '')?.[1]
  const isLinked = async () => (await to?.info('replication'))?.includes('master_link_status:up') ?? false
  await expect.poll(isLinked, patience).toBe(true)
  const wanted = Number(await offset(from))
  await expect.poll(async () => Number(await offset(to)), patience).toBeGreaterThanOrEqual(wanted)
  from?.disconnect()
  to?.disconnect()
}
