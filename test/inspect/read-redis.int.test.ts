import { spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { Redis } from 'ioredis'
import { describe, expect, inject, it, onTestFinished } from 'vitest'

import { detectors } from '../../detectors/index.ts'
import type { Alert } from '../../src/contract/alert.ts'
import { accountId } from '../../src/contract/brands.ts'
import { readFromRedis, readRingFromRedis } from '../../src/inspect/read-redis.ts'
import { createReport } from '../../src/inspect/report.ts'
import { ringLaneOf } from '../../src/pipeline/account-day-message.ts'
import { createDecoder } from '../../src/pipeline/decode/decode.ts'
import { createHotStates } from '../../src/pipeline/hot-states.ts'
import { claimLane } from '../../src/pipeline/lane.ts'
import { createQueryPass } from '../../src/pipeline/query-pass.ts'
import { createRingPass } from '../../src/pipeline/ring-pass.ts'
import { createMemoryStore } from '../../src/state/memory.ts'
import { rememberPartitionCount } from '../../src/state/partition-count.ts'
import { connectRedis } from '../../src/state/redis-client.ts'
import { createRedisStore } from '../../src/state/redis.ts'
import { bundleAccountDays } from '../../src/transport/bundle-account-days.ts'
import { redisRights } from '../integration/documented-rights.ts'
import { ringDevice, ringEvents, ringMembers, ringPolicy } from '../integration/ring-events.ts'
import { parsePolicy } from '../ops/parse-policy.ts'
import { program } from '../program.ts'
import { keepMs, makeStep } from '../state/make-step.ts'
import { policy, replay, settings as plain, simulateLog } from './simulated-log.ts'

const server = inject('sharedRedis')
const partition = 2
const log = simulateLog()

const settingsFor = (keyPrefix: string, more: Partial<(typeof plain)['redis']> = {}) => ({
  ...plain,
  redis: { ...plain.redis, nodes: [server], keyPrefix, ...more },
})

const pass = createQueryPass({
  detectors,
  decode: createDecoder({
    ...plain.limits,
    tokenKey: plain.tokenKey,
    mapping: null,
    maxAheadMs: Infinity,
    maxLatenessMs: Infinity,
  }),
})

/** The simulated log, scored by a live lane of three: its owner, and what it can be inspected with. */
async function given(keyPrefix: string) {
  const settings = settingsFor(keyPrefix)
  const topic = settings.kafka.topics.queries
  const client = await connectRedis(settings.redis, () => undefined)
  onTestFinished(() => client.disconnect())
  await rememberPartitionCount(client, { prefix: keyPrefix, topic }, 3)
  const store = createRedisStore(client, { prefix: keyPrefix, topic })
  const lane = await claimLane({
    pass,
    partition,
    store,
    policy: () => policy,
    tokenKey: settings.tokenKey,
    alertTokenKey: settings.alertTokenKey,
    hot: createHotStates(Infinity, pass.bytesOf),
    askOthers: null,
    ringLanes: 1,
    publish: async () => undefined,
  })
  const recordOf = (value: string, offset: number) => ({
    topic,
    partition,
    offset,
    timestampMs: 0,
    value: Buffer.from(value),
  })
  const records = log.lines.map(recordOf)
  const score = (from: number, to?: number) => lane.process(records.slice(from, to))
  return { settings, score, store, topic }
}

/**
 * What the first pass finds of a ring, as records of one of three lanes of the second, and the policy by which it
 * is a ring.
 */
async function findRing(ringLane: number) {
  const policy = parsePolicy(ringPolicy, { detectors, tokenKey: plain.tokenKey })
  const findings: Buffer[] = []
  const lane = await claimLane({
    pass,
    partition: 0,
    store: createMemoryStore(),
    policy: () => policy,
    tokenKey: plain.tokenKey,
    alertTokenKey: plain.alertTokenKey,
    hot: createHotStates(Infinity, pass.bytesOf),
    askOthers: null,
    ringLanes: 3,
    publish: async (messages) => {
      for (const { channel, key, value } of bundleAccountDays(messages))
        if (channel === 'findings' && key === String(ringLane)) findings.push(Buffer.from(value))
    },
  })
  const events = ringEvents({ partitions: 1, nowMs: Date.UTC(2026, 2, 9) })
  await lane.process(
    events.map(({ value, timestampMs }, offset) => ({
      topic: 'queries',
      partition: 0,
      offset,
      timestampMs,
      value: Buffer.from(value),
    })),
  )
  return { findings, policy }
}

describe('waywarden inspect, from Redis', () => {
  it('reports what a replay of the same log reports, and does not disturb the owner of the lane', async () => {
    const { settings, score, topic } = await given('inspect-same:')
    const half = Math.floor(log.lines.length / 2)
    await score(0, half)
    const early = await readFromRedis(settings, accountId(log.honest))
    expect(early).toMatchObject({ laneNumber: partition, nextOffset: half, lookUp: null })
    expect(await score(half)).toMatchObject({ kind: 'done' })

    const live = createReport(await readFromRedis(settings, accountId(log.thief)), policy, detectors)
    const replayed = createReport(await replay(log.file, log.thief), policy, detectors)
    const source = `Redis (single: ${server.host}:${server.port}; topic ${topic}, keys inspect-same:*)`
    expect(live).toEqual({ ...replayed, source, lane: partition, hasLookUp: false })
    expect(live.alert).not.toBeNull()
  })

  it('finds the alert of a ring in the lane of the second pass that has it, as it is published', async () => {
    const settings = settingsFor('inspect-ring:')
    const topic = settings.kafka.topics.findings
    const key = `device:${ringDevice}`
    const name = { alertId: `${key}/20520`, key }
    const ringLane = ringLaneOf(key, 3)
    expect(await readRingFromRedis(settings, name)).toBeNull()
    const client = await connectRedis(settings.redis, () => undefined)
    onTestFinished(() => client.disconnect())
    await rememberPartitionCount(client, { prefix: 'inspect-ring:', topic }, 3)
    const { findings, policy } = await findRing(ringLane)
    const rings = createRingPass()
    const alerts: Alert[] = []
    const lane = await claimLane({
      pass: rings,
      partition: ringLane,
      store: createRedisStore(client, { prefix: 'inspect-ring:', topic }),
      policy: () => policy,
      tokenKey: settings.tokenKey,
      alertTokenKey: settings.alertTokenKey,
      hot: createHotStates(Infinity, rings.bytesOf),
      askOthers: null,
      ringLanes: 3,
      publish: async (messages) =>
        void alerts.push(
          ...messages
            .filter(({ channel }) => channel === 'alerts')
            .map(({ value }) => JSON.parse(value) as Alert),
        ),
    })
    await lane.process(
      findings.map((value, offset) => ({ topic, partition: ringLane, offset, timestampMs: 0, value })),
    )
    const published = alerts.filter(({ entity }) => entity.id === ringDevice).at(-1)
    expect(published?.members?.map(({ id }) => id)).toEqual(ringMembers)
    expect(await readRingFromRedis(settings, name)).toEqual(published)
    expect(await readRingFromRedis(settings, { alertId: `${key}/20519`, key })).toBeNull()
    expect(
      await readRingFromRedis(settings, { alertId: 'device:nobodys/1', key: 'device:nobodys' }),
    ).toBeNull()
  })

  it('changes no key, and needs no more rights than a lane', async () => {
    const { score } = await given('waywarden:inspect-rights:')
    await score(0, 1_000)
    const admin = new Redis(server)
    await admin.call('ACL', 'SETUSER', 'waywarden', ...redisRights('secret'))
    const keys = await admin.keys('waywarden:inspect-rights:*')
    const dump = () => Promise.all(keys.toSorted().map((key) => admin.dumpBuffer(key)))
    const before = await dump()
    const login = { username: 'waywarden', password: 'secret' }
    const known = [...new Set(log.lines.slice(0, 1_000).map((line) => JSON.parse(line).accountId as string))]
    const settings = settingsFor('waywarden:inspect-rights:', login)
    expect(await readFromRedis(settings, accountId(known[0] ?? ''))).toMatchObject({ nextOffset: 1_000 })
    expect(await dump()).toEqual(before)
    expect((await admin.keys('waywarden:inspect-rights:*')).length).toBe(keys.length)
    await admin.call('ACL', 'DELUSER', 'waywarden')
    admin.disconnect()
  })

  it('says where it looked for an account that is not there', async () => {
    const { settings, score } = await given('inspect-nobody:')
    await score(0, 10)
    await expect(readFromRedis(settings, accountId('nobody'))).rejects.toMatchObject({
      code: 'account_not_found',
      message: expect.stringContaining('none of its 3 lanes knows it'),
    })
    const never = settingsFor('inspect-never:')
    const place = `Redis (single: ${server.host}:${server.port}; topic waybill.queries, keys inspect-never:*)`
    await expect(readFromRedis(never, accountId(log.thief))).rejects.toThrow(
      `${place}, asked without a settings file: no event of this topic has been scored`,
    )
    const ofFile = { ...never, settingsFile: '/etc/waywarden.yaml' }
    await expect(readFromRedis(ofFile, accountId(log.thief))).rejects.toThrow(`${place}: no event`)
  })

  it('is a command that ends by itself: 0 with a report, 1 without the account or without Redis', async () => {
    const { score, store } = await given('inspect-command:')
    await score(0)
    const run = (account: string, port: number, ...more: string[]) => {
      const config = join(mkdtempSync(join(tmpdir(), 'waywarden-inspect-')), 'waywarden.yaml')
      const patience = port === server.port ? 'PT20S' : 'PT1S'
      writeFileSync(
        config,
        `redis: { nodes: ['${server.host}:${port}'], keyPrefix: 'inspect-command:', connectTimeout: ${patience} }\n`,
      )
      const args = [program, 'inspect', account, '--config', config, ...more]
      return spawnSync(process.execPath, args, { encoding: 'utf8' })
    }
    const json = run(log.thief, server.port, '--json')
    expect(json).toMatchObject({ status: 0, stderr: '' })
    expect(JSON.parse(json.stdout)).toMatchObject({ account: log.thief, lane: partition })
    expect(run(log.thief, server.port).stdout).toContain(`${log.thief}  `)
    expect(run('nobody', server.port)).toMatchObject({ status: 1, stdout: '' })
    const other = 0
    const states = await store.peek(partition, log.thief)
    const { epoch } = await store.claim(other)
    const step = makeStep({
      lane: other,
      epoch,
      states: [[log.thief, states?.account ?? Buffer.alloc(0), keepMs]],
      fields: [['states', Buffer.from('1')]],
    })
    expect(await store.checkpoint(step)).toEqual({ kind: 'ok' })
    const spread = run(log.thief, server.port, '--json')
    expect(JSON.parse(spread.stdout)).toMatchObject({ account: log.thief })
    expect(spread.stderr).toMatch(
      new RegExp(`^Account "${log.thief}" is in lane \\d, which saw it last, and also in \\d`),
    )
    const gone = run(log.thief, 1)
    expect(gone).toMatchObject({ status: 1, stdout: '' })
    expect(gone.stderr).toContain('cannot be used')
  })
})
