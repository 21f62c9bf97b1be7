import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { Redis } from 'ioredis'
import { afterAll, describe, expect, inject, it, onTestFinished, vi } from 'vitest'

import { accountId } from '../../src/contract/brands.ts'
import { createRedisStore } from '../../src/state/redis.ts'
import { uniqueName } from '../integration/names.ts'
import { account, keepMs, makeStep, message } from './make-step.ts'
import { storeContract } from './store-contract.ts'
import { checkInterleavings } from './store-property.ts'

const shared = inject('sharedRedis')
const scripts = ['claim', 'checkpoint', 'trim', 'outbox']

describe('the Redis store', () => {
  const client = new Redis(shared)
  afterAll(() => client.quit())
  const openStore = () => {
    const prefix = `${uniqueName('ww')}:`
    return { prefix, store: createRedisStore(client, { prefix, topic: 'queries' }) }
  }

  storeContract(async () => openStore().store)

  it('is right whatever two owners do in whatever order', async () => {
    await checkInterleavings(openStore().store, 100)
  })

  it("puts a lane's keys under one hash tag, and nothing else anywhere", async () => {
    const { prefix, store } = openStore()
    const { epoch } = await store.claim(7)
    await store.checkpoint(
      makeStep({
        lane: 7,
        epoch,
        states: [account('a', 'A')],
        fields: [['f', 'F']],
        outbox: [message('m')],
      }),
    )
    expect((await client.keys(`${prefix}*`)).toSorted()).toEqual(
      ['a:a', 'fields', 'meta', 'outbox'].map((name) => `${prefix}{queries:7}:${name}`),
    )
  })

  it('forgets an account that no step touches any more, and only accounts', async () => {
    const { prefix, store } = openStore()
    const { epoch } = await store.claim(0)
    await store.checkpoint(
      makeStep({ epoch, states: [account('a', 'A', 200), account('b', 'B')], fields: [['f', 'F']] }),
    )
    await expect.poll(() => store.load(0, [accountId('a')])).toEqual([null])
    expect(await store.load(0, [accountId('b')])).toEqual([Buffer.from('B')])
    expect((await store.claim(0)).fields.size).toBe(1)
    expect(await client.ttl(`${prefix}{queries:0}:meta`)).toBe(-1)
  })

  it('lets an account live on with each step that touches it', async () => {
    const { prefix, store } = openStore()
    const { epoch } = await store.claim(0)
    await store.checkpoint(makeStep({ epoch, states: [account('a', 'A')] }))
    const key = `${prefix}{queries:0}:a:a`
    await client.pexpire(key, 1_000)
    await store.checkpoint(makeStep({ epoch, expectedOffset: 10, states: [account('a', 'A')] }))
    expect(await client.pttl(key)).toBeGreaterThan(keepMs - 10_000)
  })

  it('gives no two owners the same epoch, though the server has forgotten the first', async () => {
    const { prefix, store } = openStore()
    await store.claim(0)
    const snapshot = await client.hgetall(`${prefix}{queries:0}:meta`)
    const before = (await store.claim(0)).epoch
    await client.hset(`${prefix}{queries:0}:meta`, snapshot)
    expect((await store.claim(0)).epoch).toBeGreaterThan(before)
  })

  it('gives a lane whose claim the server has forgotten back to its owner with the next step: the one before trims nothing', async () => {
    const { prefix, store } = openStore()
    const former = await store.claim(0)
    await store.checkpoint(makeStep({ epoch: former.epoch, outbox: [message('m')] }))
    const snapshot = await client.hgetall(`${prefix}{queries:0}:meta`)
    const { epoch } = await store.claim(0)
    await client.hset(`${prefix}{queries:0}:meta`, snapshot)
    expect(await store.checkpoint(makeStep({ epoch, expectedOffset: 10 }))).toEqual({ kind: 'ok' })
    expect(await store.standOf(0)).toMatchObject({ epoch })
    await store.trim(0, former.epoch, 1)
    expect(await store.claim(0)).toMatchObject({ outbox: [message('m')], outboxHead: 0 })
  })

  it("counts on from the last epoch where the server's clock is behind it", async () => {
    const { prefix, store } = openStore()
    const ahead = 9_000_000_000_000_000 // in the year 2255
    await client.hset(`${prefix}{queries:0}:meta`, 'epoch', ahead)
    expect((await store.claim(0)).epoch).toBe(ahead + 1)
    expect((await store.claim(0)).epoch).toBe(ahead + 2)
  })

  it('needs one round trip for each call', async () => {
    const { store } = openStore()
    const { epoch } = await store.claim(0)
    await store.checkpoint(makeStep({ epoch }))
    await store.trim(0, epoch, 0)
    const sent = vi.spyOn(client, 'sendCommand')
    onTestFinished(() => sent.mockRestore())
    await store.claim(0)
    await store.load(0, ['a', 'b'].map(accountId))
    await store.checkpoint(
      makeStep({ epoch, expectedOffset: 10, states: [account('a', 'A'), account('b', 'B')] }),
    )
    await store.trim(0, epoch, 0)
    // What the server counts is of all its clients.
    expect(sent).toHaveBeenCalledTimes(4)
  })

  it('sends its scripts again when the server has forgotten them', async () => {
    const { store } = openStore()
    const { epoch } = await store.claim(0)
    expect(await store.checkpoint(makeStep({ epoch }))).toEqual({ kind: 'ok' })
    await client.script('FLUSH')
    expect(await store.checkpoint(makeStep({ epoch, expectedOffset: 10 }))).toEqual({ kind: 'ok' })
    await client.script('FLUSH')
    await store.trim(0, epoch, 0)
    expect((await store.claim(0)).offset).toBe(20)
  })

  it('says what is wrong where another program has written its keys', async () => {
    const { prefix, store } = openStore()
    await client.rpush(`${prefix}{queries:0}:outbox`, 'hello')
    await expect(store.claim(0)).rejects.toMatchObject({ code: 'state_corrupt' })
    await client.set(`${prefix}{queries:1}:meta`, 'hello')
    await expect(store.claim(1)).rejects.toMatchObject({
      code: 'redis_reply_unexpected',
      message: expect.stringMatching(/^Lane 1 of queries: Redis refused: WRONGTYPE/),
    })
  })
})

it.for(scripts)('%s.lua says what it takes and what it gives', (name) => {
  const lua = readFileSync(join(import.meta.dirname, `../../src/state/${name}.lua`), 'utf8')
  expect(lua).toMatch(name === 'outbox' ? /^--\[\[/ : /^--\[\[[^]*Input[^]*Output[^]*\]\]/)
})
