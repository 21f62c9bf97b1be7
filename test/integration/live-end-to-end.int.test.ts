import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

import { describe, expect, inject, it, onTestFinished } from 'vitest'

import { alertSchema, type Alert } from '../../src/contract/alert.ts'
import { compileCheck } from '../../src/contract/compile-check.ts'
import { kcat } from './kcat.ts'
import { liveEvents, type Fate } from './live-events.ts'
import { runWaywarden } from './live-process.ts'
import { readAlerts } from './live-result.ts'
import { withAdmin } from './live-topics.ts'
import { createWorld, type LiveWorld } from './live-world.ts'
import { patience } from './patience.ts'

const brokers = inject('sharedBrokers')
const redis = inject('sharedRedis')
const client = kcat(brokers)
const partitions = 3
const codecs = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const
const makeWorld = () => createWorld({ brokers, redis, partitions, defer: onTestFinished })
/** The label of the first pass. */
const of = (world: { readonly topic: string }) => ({ topic: world.topic })
const atMs = Math.floor(Date.now() / 1000) * 1000 - 3_600_000

/** A log in the form of the contract. */
const plain = { write: (value: string) => value, settings: {} }

/** The same log as a query service with names and words of its own writes it, and how to read that. */
const foreignForm = {
  write: (value: string) => {
    const event = JSON.parse(value) as Record<string, unknown> & { occurredAt: number; waybills: object[] }
    const { eventId, accountId, accountRole, outletId, outcome, sourceIp, deviceId, sessionId } = event
    const user = { login: accountId, post: accountRole === 'courier' ? '业务员' : '客服', site: outletId }
    const code = outcome === 'found' ? 0 : 404
    const client = { ip: sourceIp, pda: deviceId, session: sessionId }
    return JSON.stringify({
      trace: eventId,
      ts: event.occurredAt / 1000,
      user,
      code,
      client,
      bills: event.waybills,
    })
  },
  settings: {
    mapping: {
      eventId: '/trace',
      occurredAt: { pointer: '/ts', unit: 'seconds' },
      accountId: '/user/login',
      accountRole: { pointer: '/user/post', values: { 客服: 'outlet-clerk', 业务员: 'courier' } },
      outletId: '/user/site',
      action: { constant: 'query' },
      outcome: { pointer: '/code', values: { '0': 'found', '404': 'not_found' } },
      waybills: { pointer: '/bills', no: '/no', outletIds: ['/outletIds'] },
      sourceIp: '/client/ip',
      deviceId: '/client/pda',
      sessionId: '/client/session',
      channel: { constant: 'pda' },
    },
  },
}

describe('waywarden run', () => {
  it('scores what kcat has produced in every codec, and publishes alerts that kcat reads', async () => {
    const world = await makeWorld()
    const group = await world.group()
    const events = liveEvents({ seed: 7, count: 20_000, partitions, fromMs: Date.now() - 2_000_000 })
    for (let partition = 0; partition < partitions; partition++) {
      const mine = events.filter((event) => event.partition === partition)
      const messages = mine.map(({ key, value }) => [key, value] as const)
      for (const [turn, codec] of codecs.entries()) {
        const [from, to] = [turn, turn + 1].map((at) => Math.ceil((at * messages.length) / codecs.length))
        client.produce(world.topic, messages.slice(from, to), { partition, codec })
      }
    }
    const process = await group.start()
    await expect.poll(group.scored, patience).toBe(events.length)
    expect(await process.isReady()).toBe(true)
    await process.end('SIGTERM')
    expect(await process.exit()).toBe(0)

    const alerts = readAlerts(world, group)
    const isAlert = compileCheck(alertSchema)
    expect(alerts.filter((alert) => !isAlert(alert))).toEqual([])
    const caught = new Set(alerts.map(({ entity }) => entity.id))
    expect([0, 1, 2].filter((thief) => !caught.has(`account-${thief}`))).toEqual([])
    const [first] = client.readAll(group.topics.alerts)
    expect(first?.key).toBe((JSON.parse(first?.value ?? '') as { alertId: string }).alertId)
    expect(client.readAll(group.topics.coverage).length).toBeGreaterThan(0)
  })

  it('brings every record to one end: the sums agree with what was produced and with the offsets', async () => {
    const world = await makeWorld()
    const group = await world.group()
    const events = liveEvents({
      seed: 11,
      count: 20_000,
      partitions,
      fromMs: Date.now() - 2_000_000,
      mischief: 0.3,
    })
    await world.produce(events)
    const process = await group.start()
    await expect.poll(group.scored, patience).toBe(events.length)
    await expect
      .poll(async () => (await process.metrics())('waywarden_events_in_total', of(world)), patience)
      .toBe(events.length)

    const metric = await process.metrics()
    const expected = (fate: Fate) => events.filter((event) => event.fate === fate).length
    const rejects = ['not_json', 'invalid', 'from_future', 'too_late'] as const
    expect(metric('waywarden_events_counted_total', of(world))).toBe(expected('counted'))
    expect(metric('waywarden_events_duplicate_total', of(world))).toBe(expected('duplicate'))
    for (const reason of rejects)
      expect([reason, metric('waywarden_events_rejected_total', { ...of(world), reason })]).toEqual([
        reason,
        expected(reason),
      ])
    expect(metric('waywarden_events_late_total', of(world))).toBeGreaterThan(0)
    expect(metric('waywarden_gap_records_total', of(world))).toBe(0)
    expect(metric('waywarden_entities_unscored_total')).toBe(0)
    for (const [lane, offset] of (await group.offsets()).entries()) {
      const partition = String(lane)
      const sum = ['events_counted', 'events_duplicate', 'events_rejected']
        .map((name) => metric(`waywarden_${name}_total`, { ...of(world), partition }))
        .reduce((a, b) => a + b)
      expect([sum, metric('waywarden_events_in_total', { ...of(world), partition })]).toEqual([
        offset,
        offset,
      ])
      expect(client.endOffset(world.topic, lane)).toBe(offset)
    }
    // What is counted is written, and may have to be published yet.
    await expect.poll(group.outstanding, patience).toBe(0)
    const named = client.readAll(group.topics.rejects)
    expect(named).toHaveLength(rejects.reduce((sum, reason) => sum + expected(reason), 0))
    const number = /SECRET-NUMBER|SF\d{12}/
    expect(events.every(({ value }) => number.test(value))).toBe(true)
    const told = Object.values(group.topics).filter((topic) => topic !== world.topic)
    const leaving = told.flatMap((topic) => client.readAll(topic).map(({ value }) => value ?? ''))
    expect(leaving.length).toBeGreaterThan(named.length)
    expect(
      [...leaving, ...(await allOf(world.client, group.prefix)), process.log()].filter((text) =>
        number.test(text),
      ),
    ).toEqual([])
    expect(process.lines().length).toBeLessThan(20)
    await expect.poll(async () => (await process.metrics())('waywarden_lag_records'), patience).toBe(0)
    const committed = async () => {
      const found = await withAdmin(brokers, (admin) =>
        admin.fetchOffsets({ groupId: group.name, topics: [world.topic] }),
      )
      return found[0]?.partitions.reduce((sum, { offset }) => sum + Number(offset), 0)
    }
    await expect.poll(committed, patience).toBe(events.length)
  })

  it('begins with weeks of history where records have the times of their events', async () => {
    const world = await makeWorld()
    const group = await world.group()
    const weeksMs = 28 * 24 * 3_600_000
    const events = liveEvents({
      seed: 17,
      count: 4_000,
      partitions,
      accounts: 50,
      fromMs: Date.now() - weeksMs,
      spacingMs: weeksMs / 4_000,
    })
    await world.produce(events)
    const process = await group.start()
    await expect.poll(group.scored, patience).toBe(events.length)
    await expect
      .poll(async () => (await process.metrics())('waywarden_events_counted_total', of(world)), patience)
      .toBe(events.length)
  })

  it('counts records without a key, says once what they mean, and scores them', async () => {
    const world = await makeWorld()
    const group = await world.group()
    const events = liveEvents({ seed: 31, count: 300, partitions, fromMs: atMs })
    const messages = events.map(({ key, value }, at) => [at < 100 ? null : key, value] as const)
    client.produce(world.topic, messages)
    const process = await group.start()
    await expect.poll(group.scored, patience).toBe(events.length)
    const unkeyed = async () => (await process.metrics())('waywarden_records_unkeyed_total', of(world))
    await expect.poll(unkeyed, patience).toBe(100)
    expect(process.logged('records have no key')).toHaveLength(1)
    await process.end('SIGTERM')

    // The last record of a lane is fetched again at its claim, and is not counted again.
    const [after] = liveEvents({ seed: 32, count: 1, partitions, fromMs: atMs + 60_000 })
    client.produce(world.topic, [[after?.key ?? null, after?.value ?? '']])
    const next = await group.start()
    const counted = async () => (await next.metrics())('waywarden_events_counted_total', of(world))
    await expect.poll(counted, patience).toBe(1)
    expect((await next.metrics())('waywarden_records_unkeyed_total', of(world))).toBe(0)
    expect(next.logged('records have no key')).toEqual([])
    await next.end('SIGTERM')
  })

  it('publishes the alerts that replay gives for the same events', async () => {
    const world = await createWorld({ brokers, redis, partitions: 1, defer: onTestFinished })
    const events = liveEvents({ seed: 27, count: 8_000, partitions: 1, accounts: 300, fromMs: atMs })
    await world.produce(events)
    const group = await world.group()
    const process = await group.start()
    await expect.poll(group.scored, patience).toBe(events.length)
    await process.end('SIGTERM')

    const file = join(dirname(group.policyFile), 'events.ndjson')
    writeFileSync(file, events.map(({ value }) => `${value}\n`).join(''))
    const replayed = runWaywarden('replay', file, '--alerts', '-', '--policy', group.policyFile)
    const where = new Set(['topic', 'partition', 'fromOffset', 'toOffset'])
    const plainly = (alerts: readonly Alert[]) =>
      alerts
        .filter(({ entity }) => entity.type === 'account')
        .map((alert) =>
          JSON.stringify(alert, (name, value: unknown) => (where.has(name) ? undefined : value)),
        )
        .toSorted()
    const lines = replayed.trim().split('\n')
    const expected = plainly(lines.map((line) => JSON.parse(line) as Alert))
    expect(expected.length).toBeGreaterThan(3)
    expect(plainly(readAlerts(world, group))).toEqual(expected)
  })

  it('scores the log of another system by a mapping as it scores the same log in the form of the contract', async () => {
    const told = await Promise.all(
      [plain, foreignForm].map(async ({ write, settings }) => {
        const world = await makeWorld()
        const events = liveEvents({ seed: 21, count: 6_000, partitions, fromMs: atMs })
        await world.produce(events.map((event) => ({ ...event, value: write(event.value) })))
        const group = await world.group(settings)
        const process = await group.start()
        await expect.poll(group.scored, patience).toBe(events.length)
        await process.end('SIGTERM')
        return readAlerts(world, group)
          .map(({ entity, revision, severity, exposure }) =>
            JSON.stringify({ entity, revision, severity, exposure }),
          )
          .toSorted()
      }),
    )
    expect(told[0]?.length).toBeGreaterThan(0)
    expect(told[1]).toEqual(told[0])
  })

  it('passes over the markers and the aborted records of transactions', async () => {
    const world = await makeWorld()
    const group = await world.group()
    const events = liveEvents({ seed: 19, count: 3_000, partitions, fromMs: Date.now() - 300_000 })
    const process = await group.start()
    for (const [turn, isKept] of [true, false, true, false].entries())
      await world.produceInTransaction(events.slice(turn * 500, turn * 500 + 500), isKept)
    const counted = async () => (await process.metrics())('waywarden_events_counted_total', of(world))
    await expect.poll(counted, patience).toBe(1_000)
    await expect.poll(async () => (await process.metrics())('waywarden_lag_records'), patience).toBe(0)
    await world.produceInTransaction(events.slice(2_000, 2_500), true)
    await expect.poll(counted, patience).toBe(1_500)
    const metric = await process.metrics()
    const moved = await group.scored()
    expect(
      metric('waywarden_events_in_total', of(world)) + metric('waywarden_gap_records_total', of(world)),
    ).toBe(moved)
    expect(process.logged('batch from an unexpected offset, claiming the lane again')).toEqual([])
  })

  it('counts nothing of transactions that were open at once and aborted, wherever a fetch begins', async () => {
    const world = await makeWorld()
    const group = await world.group({ kafka: { maxBytesPerPartition: '64KiB' } })
    const events = liveEvents({ seed: 23, count: 4_200, partitions, fromMs: Date.now() - 300_000 })
    await world.produceInAborted(events.slice(0, 4_000), 3)
    await world.produce(events.slice(4_000))
    const process = await group.start()
    const counted = async () => (await process.metrics())('waywarden_events_in_total', of(world))
    await expect.poll(counted, patience).toBeGreaterThanOrEqual(200)
    await expect.poll(async () => (await process.metrics())('waywarden_lag_records'), patience).toBe(0)
    expect(await counted()).toBe(200)
  })

  it('exits with 0 within 10 s of SIGTERM in mid-stream, and the next process goes on without a gap', async () => {
    const world = await makeWorld()
    const group = await world.group({ kafka: { maxBatchRecords: 200 } })
    const events = liveEvents({ seed: 13, count: 60_000, partitions, fromMs: Date.now() - 6_000_000 })
    await world.produce(events)
    const first = await group.start()
    await expect.poll(group.scored, patience).toBeGreaterThan(5_000)
    const startedMs = performance.now()
    await first.end('SIGTERM')
    expect(performance.now() - startedMs).toBeLessThan(10_000)
    expect(await first.exit()).toBe(0)
    expect(await group.scored()).toBeLessThan(events.length)

    const second = await group.start()
    await expect.poll(group.scored, patience).toBe(events.length)
    const metric = await second.metrics()
    expect(metric('waywarden_gap_records_total', of(world))).toBe(0)
  })

  it('takes new thresholds on SIGHUP, and keeps the old ones where the file is invalid', async () => {
    const world = await makeWorld()
    const group = await world.group()
    const events = liveEvents({ seed: 17, count: 12_000, partitions, fromMs: Date.now() - 1_200_000 })
    const process = await group.start()
    const policies = () => new Set(readAlerts(world, group).map(({ policyVersion }) => policyVersion)).size
    await world.produce(events.slice(0, 4_000))
    await expect.poll(group.scored, patience).toBe(4_000)

    writeFileSync(group.policyFile, 'detectors:\n  no-such-detector: {}\n')
    process.signal('SIGHUP')
    await expect
      .poll(() => process.logged('policy refused, the previous one stays in force').length, patience)
      .toBe(1)
    await world.produce(events.slice(4_000, 8_000))
    await expect.poll(group.scored, patience).toBe(8_000)
    await expect.poll(policies, patience).toBe(1)

    writeFileSync(group.policyFile, 'detectors:\n  exposure-ceiling: { maxRecords: 3 }\n')
    process.signal('SIGHUP')
    await expect.poll(() => process.logged('policy reloaded').length, patience).toBe(1)
    await world.produce(events.slice(8_000))
    await expect.poll(group.scored, patience).toBe(12_000)
    await expect.poll(policies, patience).toBe(2)
    expect((await process.metrics())('waywarden_policy_reloads_total', { result: 'refused' })).toBe(1)
  })
})

/** Every value under a prefix, as text that keeps each byte. */
async function allOf(client: LiveWorld['client'], prefix: string): Promise<string[]> {
  const values = (await client.keys(`${prefix}*`)).map(async (key) => {
    switch (await client.type(key)) {
      case 'hash':
        return Object.entries(await client.hgetallBuffer(key)).map(
          ([name, value]) => name + value.toString('latin1'),
        )
      case 'list':
        return (await client.lrangeBuffer(key, 0, -1)).map((value) => value.toString('latin1'))
      default:
        return [key + (await client.getBuffer(key))?.toString('latin1')]
    }
  })
  const texts = (await Promise.all(values)).flat()
  expect(texts.length).toBeGreaterThan(100)
  return texts
}
