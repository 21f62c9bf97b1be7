import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { Redis } from 'ioredis'
import { afterEach, describe, expect, it } from 'vitest'

import type { RedisSettings } from '../../src/ops/settings-form.ts'
import { rememberPartitionCount } from '../../src/state/partition-count.ts'
import { connectRedis } from '../../src/state/redis-client.ts'
import { findRedisRisks } from '../../src/state/redis-risks.ts'
import { createRedisStore } from '../../src/state/redis.ts'
import type { StateStore } from '../../src/state/store.ts'
import { freePorts } from '../integration/free-ports.ts'
import { ensureTools } from '../integration/install.ts'
import { aclRights, redisSettings } from '../integration/redis-settings.ts'
import { startRedis, startSentinel, type RedisService } from '../integration/redis.ts'
import { makeDirectory } from '../integration/service.ts'
import { account, makeStep, message } from './make-step.ts'

const options = { prefix: 'waywarden:', topic: 'queries', accountTtlMs: 3_600_000 }
const opened: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const each of opened.splice(0).toReversed()) await each.close()
})

function keep<T extends { close(): Promise<void> }>(it: T): T {
  opened.push(it)
  return it
}

async function open(settings: RedisSettings): Promise<StateStore> {
  return keep(createRedisStore(await connectRedis(settings, () => {}), options))
}

async function useEverything(store: StateStore): Promise<void> {
  const { epoch } = await store.claim(0)
  const step = makeStep({
    epoch,
    states: [account('a', 'A')],
    fields: [
      ['f', 'F'],
      ['g', null],
    ],
    outbox: ['m0', 'm1'].map(message),
  })
  expect(await store.checkpoint(step)).toEqual({ kind: 'ok' })
  await store.trim(0, epoch, 1)
  expect(await store.load(0, [account('a', '')[0]])).toEqual([Buffer.from('A')])
  expect(await store.claim(0)).toMatchObject({ offset: 10, outbox: [message('m1')], outboxHead: 1 })
}

describe('a single server', () => {
  it('needs few rights', async () => {
    const redis = keep(await startRedis())
    const admin = new Redis({ host: redis.host, port: redis.port })
    await admin.call('ACL', 'SETUSER', 'waywarden', ...aclRights('secret'))
    admin.disconnect()
    const settings = redisSettings([redis], { username: 'waywarden', password: 'secret' })
    await useEverything(await open(settings))
    const client = await connectRedis(settings, () => {})
    expect(await rememberPartitionCount(client, { prefix: 'waywarden:', topic: 'queries' }, 6)).toBe(6)
    expect(await findRedisRisks(client)).toEqual([])
    client.disconnect()
  })

  it('takes the password of the server, and another database', async () => {
    const redis = keep(await startRedis({ settings: { requirepass: 'secret' } }))
    await useEverything(await open(redisSettings([redis], { password: 'secret', database: 3 })))
    const other = new Redis({ host: redis.host, port: redis.port, password: 'secret', db: 3 })
    expect(await other.dbsize()).toBe(4)
    other.disconnect()
  })

  it('names the server and the reason where it cannot be used', async () => {
    const redis = keep(await startRedis({ settings: { requirepass: 'secret' } }))
    const heard: string[] = []
    const settings = redisSettings([redis], {
      username: 'waywarden',
      password: 'wrong',
      connectTimeoutMs: 500,
    })
    await expect(connectRedis(settings, ({ message }) => heard.push(message))).rejects.toMatchObject({
      code: 'redis_unavailable',
      message: expect.stringMatching(new RegExp(`127.0.0.1:${redis.port}.*WRONGPASS`)),
    })
    expect(heard.join()).toContain('WRONGPASS')
    const [port = 0] = await freePorts(1)
    const nobody = redisSettings([{ host: '127.0.0.1', port }], { connectTimeoutMs: 500 })
    await expect(connectRedis(nobody, () => {})).rejects.toThrow(/ECONNREFUSED/)
  })

  it('speaks TLS with certificates on both sides, and trusts no other', async () => {
    const files = makeCertificate()
    const settings = {
      'tls-cert-file': files.cert,
      'tls-key-file': files.key,
      'tls-ca-cert-file': files.cert,
    }
    const redis = keep(await startRedis({ settings, tls: true }))
    const [cert, key] = [readFileSync(files.cert, 'utf8'), readFileSync(files.key, 'utf8')]
    const tls = { ca: cert, cert, key, rejectUnauthorized: true }
    const at = [{ host: 'localhost', port: redis.port }]
    await useEverything(await open(redisSettings(at, { tls })))
    const wary = redisSettings(at, { tls: { ...tls, ca: null }, connectTimeoutMs: 500 })
    await expect(connectRedis(wary, () => {})).rejects.toThrow(/self-signed/)
  })
})

describe('the risks in the settings of a server', () => {
  const risksOf = async (settings: Readonly<Record<string, string>>) => {
    const redis = keep(await startRedis({ settings }))
    const client = new Redis({ host: redis.host, port: redis.port })
    const risks = await findRedisRisks(client)
    client.disconnect()
    return risks
  }

  it('are none where it is as the README asks, and none where eviction cannot happen', async () => {
    expect(await risksOf({})).toEqual([])
    expect(await risksOf({ 'maxmemory-policy': 'allkeys-lru' })).toEqual([])
  })

  it('are named where it evicts keys or keeps no log', async () => {
    const risks = await risksOf({ appendonly: 'no', maxmemory: '1gb', 'maxmemory-policy': 'allkeys-lru' })
    expect(risks).toEqual([
      expect.stringContaining('(allkeys-lru): set maxmemory-policy noeviction'),
      expect.stringContaining('set appendonly yes'),
    ])
  })
})

describe('a master that Sentinels name', () => {
  it('is followed to the replica that takes over', async () => {
    const master = keep(await startRedis())
    const replica = keep(await startRedis({ settings: { replicaof: `${master.host} ${master.port}` } }))
    const sentinel = keep(await startSentinel('parcels', master))
    await untilReplicated(master, replica)
    const settings = redisSettings([sentinel], {
      mode: 'sentinel',
      sentinel: { name: 'parcels', username: null, password: null },
    })
    const store = await open(settings)
    const { epoch } = await store.claim(0)
    const step = makeStep({ epoch, outbox: [message('m')] })
    expect(await store.checkpoint(step)).toEqual({ kind: 'ok' })
    await untilReplicated(master, replica)
    await master.kill()
    const next = makeStep({ epoch, expectedOffset: 10 })
    await expect
      .poll(() => store.checkpoint(next).catch(() => null), { timeout: 60_000, interval: 200 })
      .not.toBeNull()
    expect(await store.claim(0)).toMatchObject({ offset: 20, outbox: [message('m')] })
  })
})

async function untilReplicated(master: RedisService, replica: RedisService): Promise<void> {
  const [from, to] = [master, replica].map(({ host, port }) => new Redis({ host, port }))
  const offset = async (client: Redis | undefined) =>
    /(?:master_repl_offset|slave_repl_offset):(\d+)/.exec((await client?.info('replication')) ?? '')?.[1]
  const isLinked = async () => (await to?.info('replication'))?.includes('master_link_status:up') ?? false
  await expect.poll(isLinked, { timeout: 30_000 }).toBe(true)
  const wanted = Number(await offset(from))
  await expect.poll(async () => Number(await offset(to)), { timeout: 30_000 }).toBeGreaterThanOrEqual(wanted)
  from?.disconnect()
  to?.disconnect()
}

function makeCertificate(): { readonly cert: string; readonly key: string } {
  ensureTools(['openssl'])
  const directory = makeDirectory('certificate')
  const [cert, key] = [join(directory, 'cert.pem'), join(directory, 'key.pem')]
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost']
  const what = [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-days',
    '1',
  ]
  execFileSync('openssl', [...what, ...subject, '-keyout', key, '-out', cert], { stdio: 'pipe' })
  return { cert, key }
}
