import { Cluster, Redis } from 'ioredis'
import { describe, expect, inject, it, onTestFinished } from 'vitest'

import { makeAuthority } from './certificates.ts'
import { redisRights } from './documented-rights.ts'
import { freePorts } from './free-ports.ts'
import { liveEvents } from './live-events.ts'
import { createGroup } from './live-group.ts'
import { expectSame, readAlerts, readResult } from './live-result.ts'
import { createWorld, type LiveWorld } from './live-world.ts'
import { patience } from './patience.ts'
import { startRedisCluster, type RedisClusterService } from './redis-cluster.ts'
import { startReplica } from './redis-replica.ts'
import { startRedis, startSentinel, tlsPort, type RedisService } from './redis.ts'

const brokers = inject('sharedBrokers')
const shared = inject('sharedRedis')
const partitions = 3
const password = 'correct-horse'

describe('waywarden run, on a Redis', () => {
  it('that speaks TLS and knows its user: all rights that the README lists are needed, and no other', async () => {
    const authority = makeAuthority()
    const [port = 0] = await freePorts(1)
    const redis = await startRedis({ settings: tlsPort(port, authority) })
    onTestFinished(() => redis.close())
    const world = await createWorld({ brokers, redis, partitions, defer: onTestFinished })
    await giveRights(redis)
    const { certFile, keyFile } = authority.issue('waywarden')
    const tls = { enabled: true, caFile: authority.caFile, certFile, keyFile }
    const group = await world.group({
      redis: { nodes: [`localhost:${port}`], username: 'waywarden', password, tls },
    })
    const count = await produce(world, 5_000)
    // Twice: what is hot in the first process the second has to read.
    for (const share of [0.5, 1]) {
      const process = await group.start({ kafka: { maxBatchRecords: 200 } })
      await expect.poll(group.scored, patience).toBeGreaterThanOrEqual(count * share)
      await process.end('SIGTERM')
      expect(await process.exit()).toBe(0)
    }
    const used = commandsIn(await world.client.info('commandstats'))
    const granted = redisRights(password).filter((word) => /^\+[a-z]+$/.test(word))
    expect(granted.filter((word) => !used.has(word.slice(1)))).toEqual([])
    expect(readAlerts(world, group).length).toBeGreaterThan(0)
  })

  it('that would forget state: says so, and begins', async () => {
    const redis = await startRedis({ settings: { appendonly: 'no' } })
    onTestFinished(() => redis.close())
    const world = await createWorld({ brokers, redis, partitions, defer: onTestFinished })
    const process = await (await world.group({})).start()
    await expect.poll(process.isReady, patience).toBe(true)
    expect(JSON.stringify(process.logged('state in Redis is at risk'))).toContain('set appendonly yes')
    await process.end('SIGTERM')
    expect(await process.exit()).toBe(0)
  })

  it('whose master is killed behind Sentinels: goes on with a replica that has not heard of the last seconds', async () => {
    const master = await startRedis()
    onTestFinished(() => master.close())
    const replica = await startReplica(master)
    onTestFinished(() => replica.close())
    const sentinel = await startSentinel('parcels', master)
    onTestFinished(() => sentinel.close())
    const [nobody = 0] = await freePorts(1)

    // The world looks at the replica: it tells where it stands before and after it takes over.
    const world = await createWorld({ brokers, redis: replica, partitions, defer: onTestFinished })
    const count = await produce(world, 20_000)
    const group = await world.group({
      kafka: { maxBatchRecords: 100 },
      redis: {
        mode: 'sentinel',
        nodes: [`127.0.0.1:${nobody}`, `127.0.0.1:${sentinel.port}`],
        sentinel: { name: 'parcels' },
      },
    })
    const process = await group.start()
    await expect.poll(group.scored, patience).toBeGreaterThan(count * 0.1)
    const admin = new Redis({ host: master.host, port: master.port })
    admin.on('error', () => undefined) // it is killed under it
    // The replica falls behind: its link is cut, and without the password that is new it gets no other.
    await admin.config('SET', 'requirepass', 'unknown to the replica')
    await admin.call('CLIENT', 'KILL', 'TYPE', 'replica')
    const counted = async () => (await process.metrics())('waywarden_events_in_total', { topic: world.topic })
    // Not for longer than it takes: a replica that has been alone for 40 s is not promoted.
    await expect.poll(counted, patience).toBeGreaterThan(count * 0.4)
    await master.kill()
    admin.disconnect()
    expect(await group.scored()).toBeLessThan(count * 0.4)
    await expect.poll(group.scored, patience).toBe(count)
    await expect.poll(process.isReady, patience).toBe(true)
    await process.end('SIGTERM')
    expect(await process.exit()).toBe(0)
    await expectAsOnOneServer(world, await readResult(world, group))
  })

  it('that is a cluster: each lane lies on one member, and all end as on one server, though a member is killed and forgets its user', async () => {
    const cluster = await startRedisCluster(3)
    onTestFinished(() => cluster.close())
    await Promise.all(cluster.nodes.map(giveRights))
    const client = new Cluster(cluster.nodes.map(({ host, port }) => ({ host, port })))
    onTestFinished(() => client.disconnect())
    const world = await createWorld({ brokers, redis: shared, partitions, defer: onTestFinished })
    const there = { ...world, client }
    const count = await produce(world, 20_000)
    const nodes = cluster.nodes.map(({ host, port }) => `${host}:${port}`)
    const group = await createGroup(there, {
      kafka: { maxBatchRecords: 200 },
      redis: { mode: 'cluster', nodes: nodes.slice(0, 2), username: 'waywarden', password },
    })
    const process = await group.start()
    await expect.poll(group.scored, patience).toBeGreaterThan(count * 0.2)
    const member = await memberOf(cluster, client, `${group.prefix}{${world.topic}:0}:meta`)
    const retries = async () => (await process.metrics())('waywarden_redis_retries_total')
    await member.kill()
    await member.start() // without the user, that was in its memory only
    const before = await retries()
    await expect.poll(retries, patience).toBeGreaterThan(before)
    await giveRights(member)
    await expect.poll(group.scored, patience).toBe(count)
    await process.end('SIGTERM')
    expect(await process.exit()).toBe(0)

    const members = await Promise.all(client.nodes('master').map((member) => member.keys(`${group.prefix}*`)))
    const lanesOf = members.map((keys) => new Set(keys.map((key) => /\{.*\}/.exec(key)?.[0])))
    const lanes = lanesOf.flatMap((each) => [...each])
    expect(lanes).toHaveLength(new Set(lanes).size)
    expect(lanesOf.filter(({ size }) => size > 0).length).toBeGreaterThan(1)
    await expectAsOnOneServer(world, await readResult(there, group))
  })

  it('that is a cluster and speaks TLS: members are found by the addresses that they give', async () => {
    const authority = makeAuthority()
    const cluster = await startRedisCluster(3, authority)
    onTestFinished(() => cluster.close())
    await Promise.all(cluster.nodes.map(giveRights))
    const client = new Cluster(cluster.nodes.map(({ host, port }) => ({ host, port })))
    onTestFinished(() => client.disconnect())
    const world = await createWorld({ brokers, redis: shared, partitions, defer: onTestFinished })
    const count = await produce(world, 5_000)
    const there = { ...world, client }
    const { certFile, keyFile } = authority.issue('waywarden')
    const group = await createGroup(there, {
      redis: {
        mode: 'cluster',
        nodes: cluster.tlsPorts.slice(0, 1).map((port) => `localhost:${port}`),
        username: 'waywarden',
        password,
        tls: { enabled: true, caFile: authority.caFile, certFile, keyFile },
      },
    })
    const process = await group.start()
    await expect.poll(group.scored, patience).toBe(count)
    await process.end('SIGTERM')
    expect(await process.exit()).toBe(0)
    await expectAsOnOneServer(world, await readResult(there, group))
  })
})

async function produce(world: LiveWorld, count: number): Promise<number> {
  const fromMs = Date.now() - count * 100
  const events = liveEvents({ seed: 89, count, partitions, accounts: 600, fromMs, mischief: 0.03 })
  await world.produce(events)
  return events.length
}

async function giveRights({ host, port }: RedisService): Promise<void> {
  const admin = new Redis({ host, port })
  await admin.call('ACL', 'SETUSER', 'waywarden', ...redisRights(password))
  admin.disconnect()
}

/** The member on which a key lies. */
async function memberOf(cluster: RedisClusterService, client: Cluster, key: string): Promise<RedisService> {
  const slot = await client.cluster('KEYSLOT', key)
  const ranges = await client.cluster('SLOTS')
  const range = ranges.find(([first, last]) => first <= slot && slot <= last)
  const port = (range?.[2] as unknown[] | undefined)?.[1]
  const found = cluster.nodes.find((node) => node.port === port)
  if (found === undefined) throw new Error(`no member holds slot ${slot}`)
  return found
}

async function expectAsOnOneServer(
  world: LiveWorld,
  found: Awaited<ReturnType<typeof readResult>>,
): Promise<void> {
  const client = new Redis(shared)
  onTestFinished(() => client.disconnect())
  const there = { ...world, redis: shared, client }
  const group = await createGroup(there, {})
  const process = await group.start()
  const ends = async () => (await process.metrics())('waywarden_lag_records', { topic: world.topic })
  await expect.poll(process.isReady, patience).toBe(true)
  await expect.poll(ends, patience).toBe(0)
  await process.end('SIGTERM')
  expectSame(found, await readResult(there, group))
}

const commandsIn = (stats: string): ReadonlySet<string> =>
  new Set([...stats.matchAll(/^cmdstat_([a-z]+):calls=[1-9]/gm)].map(([, name = '']) => name))
