import { readFileSync } from 'node:fs'

import { Redis } from 'ioredis'
import { afterEach, describe, expect, it } from 'vitest'

import type { RedisSettings } from '../../src/ops/settings-form.ts'
import type { RedisClient } from '../../src/state/lua-script.ts'
import { rememberPartitionCount } from '../../src/state/partition-count.ts'
import { connectRedis } from '../../src/state/redis-client.ts'
import { findRedisRisks } from '../../src/state/redis-risks.ts'
import { createRedisStore } from '../../src/state/redis.ts'
import type { StateStore } from '../../src/state/store.ts'
import { requireTokenKey } from '../../src/state/token-key-mark.ts'
import { makeAuthority } from '../integration/certificates.ts'
import { redisRights } from '../integration/documented-rights.ts'
import { freePorts } from '../integration/free-ports.ts'
import { patience } from '../integration/patience.ts'
import { redisSettings } from '../integration/redis-settings.ts'
import { startRedis, startSentinel } from '../integration/redis.ts'
import { account, makeStep, message } from './make-step.ts'

const options = { prefix: 'waywarden:', topic: 'queries' }
const opened: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const each of opened.splice(0).toReversed()) await each.close()
})

function keep<T extends { close(): Promise<void> }>(it: T): T {
  opened.push(it)
  return it
}

async function open(settings: RedisSettings): Promise<StateStore> {
  return storeOn(await connectRedis(settings, () => {}))
}

function storeOn(client: RedisClient): StateStore {
  keep({ close: async () => client.disconnect() })
  return createRedisStore(client, options)
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
    await admin.call('ACL', 'SETUSER', 'waywarden', ...redisRights('secret'))
    const settings = redisSettings([redis], { username: 'waywarden', password: 'secret' })
    await useEverything(await open(settings))
    const client = await connectRedis(settings, () => {})
    expect(await rememberPartitionCount(client, options, 6)).toBe(6)
    await requireTokenKey(client, options, 'any')
    expect(await findRedisRisks(client)).toEqual([])
    client.disconnect()
    // Whoever watches for denied commands sees none.
    expect(await admin.call('ACL', 'LOG')).toEqual([])
    admin.disconnect()
  })

  it.for(['set', 'hset', 'hdel', 'llen', 'ltrim', 'rpush'])(
    'is not used without the right to %s: half of a step would be written',
    async (missing) => {
      const redis = keep(await startRedis())
      const admin = new Redis({ host: redis.host, port: redis.port })
      await admin.call('ACL', 'SETUSER', 'waywarden', ...redisRights('secret'), `-${missing}`)
      const store = await open(redisSettings([redis], { username: 'waywarden', password: 'secret' }))
      await expect(useEverything(store)).rejects.toMatchObject({
        code: 'redis_unavailable',
        message: expect.stringContaining(missing),
      })
      expect(await admin.keys('*')).toEqual([])
      await admin.call('ACL', 'SETUSER', 'waywarden', `+${missing}`)
      await useEverything(store)
      admin.disconnect()
    },
  )

  it('takes the password of the server, and another database', async () => {
    const redis = keep(await startRedis({ settings: { requirepass: 'secret' } }))
    await useEverything(await open(redisSettings([redis], { password: 'secret', database: 3 })))
    const other = new Redis({ host: redis.host, port: redis.port, password: 'secret', db: 3 })
    expect(await other.dbsize()).toBe(4)
    other.disconnect()
  })

  it('is not used where the database is refused, or all would lie in database 0', async () => {
    const redis = keep(await startRedis())
    const beyond = redisSettings([redis], { database: 77, connectTimeoutMs: 1_000 })
    await expect(connectRedis(beyond, () => {})).rejects.toMatchObject({
      code: 'redis_unavailable',
      message: expect.stringMatching(
        /redis\.database 77 was refused: .*out of range\. Give .* that the server has$/,
      ),
    })
    const admin = new Redis({ host: redis.host, port: redis.port })
    await admin.call('ACL', 'SETUSER', 'waywarden', ...redisRights('secret'))
    const settings = redisSettings([redis], {
      username: 'waywarden',
      password: 'secret',
      database: 1,
      connectTimeoutMs: 1_000,
    })
    await expect(connectRedis(settings, () => {})).rejects.toThrow(/redis\.database 1 was refused: .*select/)
    await admin.call('ACL', 'SETUSER', 'waywarden', '+select')
    await useEverything(await open(settings))
    admin.disconnect()
  })

  it('is not used where the database is refused after the connection was lost', async () => {
    const redis = keep(await startRedis())
    const admin = new Redis({ host: redis.host, port: redis.port })
    await admin.call('ACL', 'SETUSER', 'waywarden', ...redisRights('secret'), '+select')
    const heard: Error[] = []
    const settings = redisSettings([redis], { username: 'waywarden', password: 'secret', database: 1 })
    const client = await connectRedis(settings, (error) => void heard.push(error))
    const store = storeOn(client)
    await store.claim(0)
    await admin.call('ACL', 'SETUSER', 'waywarden', '-select')
    await admin.call('CLIENT', 'KILL', 'USER', 'waywarden')
    for (let tries = 0; tries < 3; tries++)
      await expect(store.claim(0)).rejects.toMatchObject({ code: 'redis_unavailable' })
    expect(heard).toContainEqual(
      expect.objectContaining({
        code: 'redis_unavailable',
        message: expect.stringContaining('redis.database 1 was refused'),
      }),
    )
    expect(await admin.dbsize()).toBe(0)
    await admin.call('ACL', 'SETUSER', 'waywarden', '+select')
    await expect.poll(() => store.claim(0).catch(() => null), patience).not.toBeNull()
    expect(await admin.dbsize()).toBe(0)
    admin.disconnect()
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
      message: expect.stringMatching(
        new RegExp(`127.0.0.1:${redis.port}.*WRONGPASS.*[^.]\\. Check redis.username and redis.password`),
      ),
    })
    expect(heard.join()).toContain('WRONGPASS')
    const [port = 0] = await freePorts(1)
    const nobody = redisSettings([{ host: '127.0.0.1', port }], { connectTimeoutMs: 500 })
    await expect(connectRedis(nobody, () => {})).rejects.toThrow(/ECONNREFUSED/)
  })

  it('speaks TLS with certificates on both sides, and trusts no other', async () => {
    const authority = makeAuthority()
    const redis = keep(await startRedis({ tls: authority }))
    const { certFile, keyFile } = authority.issue('client')
    const [ca, cert, key] = [authority.caFile, certFile, keyFile].map((file) => readFileSync(file, 'utf8'))
    const tls = { ca: ca ?? null, cert: cert ?? null, key: key ?? null, rejectUnauthorized: true }
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

  it('are none where it is as the README asks', async () => {
    expect(await risksOf({})).toEqual([])
  })

  it('are named where its memory has no limit, and eviction is none where it cannot happen', async () => {
    const risks = await risksOf({ maxmemory: '0', 'maxmemory-policy': 'allkeys-lru' })
    expect(risks).toEqual([expect.stringContaining('set maxmemory below what the machine has')])
  })

  it('may be unknown, which is one too, where the user may not read them', async () => {
    const redis = keep(await startRedis())
    const admin = new Redis({ host: redis.host, port: redis.port })
    await admin.call('ACL', 'SETUSER', 'waywarden', ...redisRights('secret'), '-info')
    const client = await connectRedis(
      redisSettings([redis], { username: 'waywarden', password: 'secret' }),
      () => {},
    )
    expect(await findRedisRisks(client)).toEqual([expect.stringContaining('grant +info')])
    client.disconnect()
    admin.disconnect()
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
  it('is found and used over TLS by a user with a login at the master and another at the Sentinels', async () => {
    const authority = makeAuthority()
    const master = keep(await startRedis({ tls: authority, settings: { requirepass: 'of-master' } }))
    const settings = { requirepass: 'of-sentinels', 'sentinel auth-pass': 'parcels of-master' }
    const sentinel = keep(await startSentinel('parcels', master, { tls: authority, settings }))
    const { certFile, keyFile } = authority.issue('client')
    const read = (file: string) => readFileSync(file, 'utf8')
    const login = redisSettings([sentinel], {
      mode: 'sentinel',
      password: 'of-master',
      sentinel: { name: 'parcels', username: null, password: 'of-sentinels' },
      tls: { ca: read(authority.caFile), cert: read(certFile), key: read(keyFile), rejectUnauthorized: true },
    })
    await useEverything(await open(login))
    const wrong = { ...login, sentinel: { ...login.sentinel, password: 'guessed' }, connectTimeoutMs: 1_000 }
    await expect(connectRedis(wrong, () => {})).rejects.toMatchObject({ code: 'redis_unavailable' })
  })
})
