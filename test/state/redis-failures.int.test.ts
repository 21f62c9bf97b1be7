import { readdirSync, statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import { Redis } from 'ioredis'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { accountId } from '../../src/contract/brands.ts'
import type { RedisClient } from '../../src/state/lua-script.ts'
import { connectRedis } from '../../src/state/redis-client.ts'
import { createRedisStore } from '../../src/state/redis.ts'
import type { LaneClaim, StateStore } from '../../src/state/store.ts'
import { redisRights } from '../integration/documented-rights.ts'
import { startHoldingProxy } from '../integration/holding-proxy.ts'
import { startLosingProxy } from '../integration/losing-proxy.ts'
import { patience } from '../integration/patience.ts'
import { redisSettings } from '../integration/redis-settings.ts'
import { startRedis, type RedisService } from '../integration/redis.ts'
import { account, makeStep, message } from './make-step.ts'

const options = { prefix: 'waywarden:', topic: 'queries' }
const unavailable = { code: 'redis_unavailable' }
const clients: RedisClient[] = []
let redis: RedisService
let store: StateStore
beforeEach(async () => {
  redis = await startRedis()
  store = await open(redis)
})
afterEach(async () => {
  for (const client of clients.splice(0)) client.disconnect()
  await redis.close()
})

async function open(
  at: { readonly host: string; readonly port: number },
  login: { readonly username?: string; readonly password?: string } = {},
): Promise<StateStore> {
  const client = await connectRedis(redisSettings([at], login), () => {})
  clients.push(client)
  return createRedisStore(client, options)
}

describe('when the server dies', () => {
  it('says so, and goes on by itself when the server is back', async () => {
    const { epoch } = await store.claim(0)
    await redis.kill()
    await expect(store.checkpoint(makeStep({ epoch }))).rejects.toMatchObject(unavailable)
    await expect(store.load(0, [accountId('a')])).rejects.toMatchObject(unavailable)
    await redis.start()
    await expect.poll(() => store.checkpoint(makeStep({ epoch })).catch(() => null), patience).not.toBeNull()
    expect((await store.claim(0)).offset).toBe(10)
  })

  it('comes back with whole steps, at most the last second of them missing', async () => {
    const confirmed = await stepUntilKilled()
    await redis.start()
    const claim = await claimPatiently()
    // One more may have been written whose answer nobody heard.
    expect(claim.offset).toBeLessThanOrEqual(confirmed * 10 + 10)
    await expectWholeSteps(claim)
  })

  it.for([1, 57, 400, 3_000])(
    'rolls back by whole steps where the end of its log is lost (%i bytes)',
    async (lost) => {
      const confirmed = await stepUntilKilled()
      const log = appendOnlyFile(redis.directory)
      truncateSync(log, statSync(log).size - lost)
      await redis.start()
      const claim = await claimPatiently()
      expect(claim.offset).toBeLessThan(confirmed * 10 + 10)
      await expectWholeSteps(claim)
    },
  )

  // Before the message and within it: what is left of the step moves the outbox (.docker/repair-aof.sh).
  it.for([220, 260])('comes back with whole steps once more after that (%i bytes)', async (lost) => {
    await stepUntilKilled()
    const log = appendOnlyFile(redis.directory)
    truncateSync(log, statSync(log).size - lost)
    await redis.start()
    const { offset } = await claimPatiently()
    await stepUntilKilled((offset ?? 0) / 10)
    await redis.start()
    await expectWholeSteps(await claimPatiently())
  })

  /** Each step writes one of three accounts, a field and a message. Gives the number of steps that were confirmed. */
  async function stepUntilKilled(done = 0): Promise<number> {
    const { epoch } = await store.claim(0)
    let confirmed = done
    for (let killed = Promise.resolve(); ; confirmed += 1) {
      const number = confirmed + 1
      if (number === done + 150) await onDisk()
      if (number === done + 200) killed = redis.kill()
      const step = makeStep({
        epoch,
        expectedOffset: confirmed === 0 ? null : confirmed * 10,
        nextOffset: number * 10,
        states: [account(`a${number % 3}`, String(number))],
        fields: [['step', String(number)]],
        outbox: [message(String(number))],
        acknowledged: Math.max(0, number - 20),
      })
      const result = await store.checkpoint(step).catch(() => null)
      if (result !== null) continue
      await killed
      return confirmed
    }
  }

  /** Waits until all that was written so far is on the disk: with everysec that may take two seconds. */
  async function onDisk(): Promise<void> {
    const admin = new Redis({ host: redis.host, port: redis.port })
    await admin.set('ordered', 'behind all that was written before')
    expect(await admin.call('WAITAOF', 1, 0, 20_000)).toEqual([1, 0])
    admin.disconnect()
  }

  async function claimPatiently(): Promise<LaneClaim> {
    let claim: LaneClaim | null = null
    await expect.poll(async () => (claim = await store.claim(0).catch(() => null)), patience).not.toBeNull()
    return claim ?? store.claim(0)
  }

  /** State, offset and outbox must be those of the same step. */
  async function expectWholeSteps({ offset, fields, outbox, outboxHead }: LaneClaim): Promise<void> {
    const last = (offset ?? 0) / 10
    expect(last).toBeGreaterThan(100) // 149 were on the disk; the tests take off less than 49
    expect(fields.get('step')?.toString()).toBe(String(last))
    const states = await store.load(0, ['a0', 'a1', 'a2'].map(accountId))
    const expected = [last, last - 1, last - 2].toSorted((a, b) => (a % 3) - (b % 3))
    expect(states.map(Number)).toEqual(expected)
    expect(outboxHead).toBe(last - 20)
    expect(outbox.map(({ value }) => Number(value))).toEqual(
      Array.from({ length: 20 }, (_, i) => last - 19 + i),
    )
  }
})

describe('when an answer is lost', () => {
  it('recognises the step that the client sends again by itself', async () => {
    const proxy = await startLosingProxy(redis)
    const throughProxy = await open(proxy)
    const { epoch } = await throughProxy.claim(0)
    await throughProxy.checkpoint(makeStep({ epoch, outbox: [message('m0')] }))
    proxy.loseNextAnswer()
    const step = makeStep({
      epoch,
      expectedOffset: 10,
      states: [account('a', 'A')],
      outbox: [message('m1')],
    })
    expect(await throughProxy.checkpoint(step)).toEqual({ kind: 'applied' })
    expect((await throughProxy.claim(0)).outbox).toEqual([message('m0'), message('m1')])
    await proxy.close()
  })

  it('recognises the step that its caller makes again after a time-out', async () => {
    const { epoch } = await store.claim(0)
    await store.checkpoint(makeStep({ epoch, outbox: [message('m0')] }))
    const step = makeStep({
      epoch,
      expectedOffset: 10,
      states: [account('a', 'A')],
      outbox: [message('m1')],
    })
    redis.pause()
    await expect(store.checkpoint(step)).rejects.toMatchObject({
      ...unavailable,
      message: /within redis\.commandTimeout/,
    })
    redis.resume()
    expect(await store.checkpoint(step)).toEqual({ kind: 'applied' })
    expect((await store.claim(0)).outbox).toEqual([message('m0'), message('m1')])
  })

  it('refuses the owner once where a claim arrives that its caller has given up, and nothing is lost', async () => {
    const proxy = await startHoldingProxy(redis)
    const slow = await open(proxy)
    const held = proxy.hold('{queries:0}:meta')
    const late = slow.claim(0).catch(() => null)
    await held
    expect(await late).toBeNull()
    const { epoch } = await store.claim(0)
    expect(await store.checkpoint(makeStep({ epoch }))).toEqual({ kind: 'ok' })
    proxy.letGo()
    await expect.poll(async () => (await store.standOf(0)).epoch, patience).toBeGreaterThan(epoch)
    const next = { expectedOffset: 10, nextOffset: 20 }
    expect(await store.checkpoint(makeStep({ epoch, ...next }))).toMatchObject({ kind: 'fenced' })
    const again = await store.claim(0)
    expect(again.offset).toBe(10)
    expect(await store.checkpoint(makeStep({ epoch: again.epoch, ...next }))).toEqual({ kind: 'ok' })
    await proxy.close()
  })
})

describe('when the server refuses', () => {
  it('says that it cannot be used now where it is a replica', async () => {
    const admin = new Redis({ host: redis.host, port: redis.port })
    const { epoch } = await store.claim(0)
    await admin.replicaof('127.0.0.1', 1)
    await expect(store.checkpoint(makeStep({ epoch }))).rejects.toMatchObject(unavailable)
    await admin.replicaof('NO', 'ONE')
    await expect.poll(() => store.checkpoint(makeStep({ epoch })).catch(() => null), patience).not.toBeNull()
    expect((await store.claim(0)).offset).toBe(10)
    admin.disconnect()
  })

  it('says READONLY, and connects anew about once a second, for as long as it is a replica', async () => {
    const warnings: string[] = []
    const hear = ({ name }: Error) => void warnings.push(name)
    process.on('warning', hear)
    const admin = new Redis({ host: redis.host, port: redis.port })
    const connections = async () =>
      Number(/total_connections_received:(\d+)/.exec(await admin.info('stats'))?.[1])
    const { epoch } = await store.claim(0)
    await admin.replicaof('127.0.0.1', 1)
    const before = await connections()
    const startedMs = performance.now()
    const said = new Set<string>()
    while (performance.now() - startedMs < 3_000) {
      const tries = Array.from({ length: 20 }, () => store.checkpoint(makeStep({ epoch })))
      for (const result of await Promise.allSettled(tries))
        said.add(result.status === 'rejected' ? (result.reason as Error).message : 'written')
      await delay(20)
    }
    expect(said.size).toBe(1)
    expect([...said][0]).toMatch(/^Redis cannot be used now: READONLY/)
    expect((await connections()) - before).toBeLessThanOrEqual(4)
    await admin.replicaof('NO', 'ONE')
    await expect.poll(() => store.checkpoint(makeStep({ epoch })).catch(() => null), patience).not.toBeNull()
    expect(warnings).toEqual([])
    process.off('warning', hear)
    admin.disconnect()
  })

  it('writes nothing of a step that finds the memory full, and all of it when there is room', async () => {
    const admin = new Redis({ host: redis.host, port: redis.port })
    const { epoch } = await store.claim(0)
    await admin.config('SET', 'maxmemory', '1')
    const step = makeStep({
      epoch,
      states: [account('a', 'A')],
      fields: [['f', 'F']],
      outbox: [message('m')],
    })
    await expect(store.checkpoint(step)).rejects.toMatchObject({ ...unavailable, message: /OOM/ })
    expect((await admin.keys('*')).length).toBe(1)
    await admin.config('SET', 'maxmemory', '0')
    expect(await store.checkpoint(step)).toEqual({ kind: 'ok' })
    admin.disconnect()
  })

  it.for(['set', 'hset', 'hdel', 'llen', 'ltrim', 'rpush'])(
    'writes nothing of a step once the user may not run %s any more, and all of it when it may again',
    async (command) => {
      const admin = new Redis({ host: redis.host, port: redis.port })
      await admin.call('ACL', 'SETUSER', 'waywarden', ...redisRights('secret'))
      const rented = await open(redis, { username: 'waywarden', password: 'secret' })
      const { epoch } = await rented.claim(0)
      await rented.checkpoint(makeStep({ epoch, fields: [['f', 'F']], outbox: [message('m0')] }))
      const before = await everything(admin)
      await admin.call('ACL', 'SETUSER', 'waywarden', `-${command}`)
      const step = makeStep({
        epoch,
        expectedOffset: 10,
        states: [account('a', 'A')],
        fields: [
          ['f', null],
          ['g', 'G'],
        ],
        outbox: [message('m1')],
        acknowledged: 1,
      })
      await expect(rented.checkpoint(step)).rejects.toMatchObject({ ...unavailable, message: /NOPERM/ })
      // Who cannot score a lane takes it from nobody.
      await expect(rented.claim(0)).rejects.toMatchObject({ ...unavailable, message: /NOPERM/ })
      if (['hset', 'llen', 'ltrim'].includes(command))
        await expect(rented.trim(0, epoch, 1)).rejects.toMatchObject(unavailable)
      expect(await everything(admin)).toEqual(before)
      await admin.call('ACL', 'SETUSER', 'waywarden', `+${command}`)
      expect(await rented.checkpoint(step)).toEqual({ kind: 'ok' })
      expect((await rented.claim(0)).outbox).toEqual([message('m1')])
      admin.disconnect()
    },
  )

  it('still forgets messages while the memory is full', async () => {
    const admin = new Redis({ host: redis.host, port: redis.port })
    const { epoch } = await store.claim(0)
    await store.checkpoint(makeStep({ epoch, outbox: ['m0', 'm1', 'm2'].map(message) }))
    await admin.config('SET', 'maxmemory', '1')
    await store.trim(0, epoch, 2)
    await admin.config('SET', 'maxmemory', '0')
    expect(await store.claim(0)).toMatchObject({ outbox: [message('m2')], outboxHead: 2 })
    admin.disconnect()
  })
})

/** Every key with its value, as the server dumps it. */
async function everything(admin: Redis): Promise<ReadonlyMap<string, string>> {
  const keys = (await admin.keys('*')).toSorted()
  const dumps = await Promise.all(keys.map((key) => admin.dumpBuffer(key)))
  return new Map(keys.map((key, at) => [key, dumps[at]?.toString('hex') ?? '']))
}

function appendOnlyFile(directory: string): string {
  const folder = join(directory, 'appendonlydir')
  const name = readdirSync(folder).find((each) => each.endsWith('.incr.aof')) ?? ''
  return join(folder, name)
}
