import { describe, expect, it } from 'vitest'

import { detectors } from '../../detectors/index.ts'
import type { Alert } from '../../src/contract/alert.ts'
import { compileCheck } from '../../src/contract/compile-check.ts'
import { findingsRecordSchema, type FindingsRecord } from '../../src/contract/finding.ts'
import { placeOf } from '../../src/core/ring/shared-day.ts'
import { createDecoder } from '../../src/pipeline/decode/decode.ts'
import { createEmbedded } from '../../src/pipeline/files/embedded.ts'
import { createHotStates } from '../../src/pipeline/hot-states.ts'
import { claimLane } from '../../src/pipeline/lane.ts'
import { createQueryPass } from '../../src/pipeline/query-pass.ts'
import { createRingPass } from '../../src/pipeline/ring-pass.ts'
import { createMemoryStore } from '../../src/state/memory.ts'
import type { OutboxMessage, StateStore } from '../../src/state/store.ts'
import { bundleAccountDays } from '../../src/transport/bundle-account-days.ts'
import type { InputRecord } from '../../src/transport/input-record.ts'
import { ringDevice, ringEvents, ringMembers, ringPolicy } from '../integration/ring-events.ts'
import { parsePolicy } from '../ops/parse-policy.ts'
import { options } from './records.ts'

const { tokenKey } = options
const policy = parsePolicy(ringPolicy, { detectors, tokenKey })
const nowMs = Date.UTC(2026, 2, 9)

const recordsOf = (events: ReturnType<typeof ringEvents>, topic = 'queries'): InputRecord[] =>
  events.map(({ value, timestampMs }, offset) => ({
    topic,
    partition: 0,
    offset,
    timestampMs,
    value: Buffer.from(value),
  }))

const queries = createQueryPass({ detectors, decode: createDecoder(options) })
const rings = createRingPass()

const common = {
  partition: 0,
  policy: () => policy,
  tokenKey,
  alertTokenKey: tokenKey,
  askOthers: null,
  ringLanes: 1,
}

/** A lane of the first pass over a memory store, and what it has published, as it is sent. */
const openQueries = async (store: StateStore = createMemoryStore(), ringLanes = 1) => {
  const published: OutboxMessage[] = []
  const lane = await claimLane({
    ...common,
    ringLanes,
    pass: queries,
    store,
    hot: createHotStates(Infinity, queries.bytesOf),
    publish: async (messages) => void published.push(...bundleAccountDays(messages)),
  })
  return { lane, published }
}

/** A lane of the second pass. */
const openRings = async (store: StateStore) => {
  const published: OutboxMessage[] = []
  const lane = await claimLane({
    ...common,
    pass: rings,
    store,
    hot: createHotStates(Infinity, rings.bytesOf),
    publish: async (messages) => void published.push(...bundleAccountDays(messages)),
  })
  return { lane, published }
}

/** What was found, as one lane of the second pass reads it. */
const findingsOf = (published: readonly OutboxMessage[], lane = 0): InputRecord[] =>
  published
    .filter(({ channel, key }) => channel === 'findings' && key === String(lane))
    .map(({ value }, offset) => ({
      topic: 'findings',
      partition: 0,
      offset,
      timestampMs: 0,
      value: Buffer.from(value),
    }))

const toldIn = (published: readonly OutboxMessage[]) =>
  published
    .filter(({ channel }) => channel === 'findings')
    .flatMap(({ value }) => (JSON.parse(value) as FindingsRecord).findings)

const alertsOf = (published: readonly OutboxMessage[]): Alert[] =>
  published.filter(({ channel }) => channel === 'alerts').map(({ value }) => JSON.parse(value) as Alert)

/** What the first pass has published, in batches of so many records. */
const scored = async (batch = 100_000, ringLanes = 1): Promise<readonly OutboxMessage[]> => {
  const { lane, published } = await openQueries(createMemoryStore(), ringLanes)
  const records = recordsOf(ringEvents({ partitions: 1, nowMs }))
  for (let at = 0; at < records.length; at += batch) await lane.process(records.slice(at, at + batch))
  return published
}

describe('what the first pass finds', () => {
  it('leaves through the outbox as records of the contract, without a waybill', async () => {
    const published = await scored()
    const isRecord = compileCheck(findingsRecordSchema)
    const records = published.filter(({ channel }) => channel === 'findings')
    expect(records.filter(({ value }) => !isRecord(JSON.parse(value)) || /YT\d/.test(value))).toEqual([])
    // Eight days of 32 clerks and a night of 24, each at a machine, an address and an outlet, and what the ring adds.
    const told = toldIn(published)
    expect(told.filter(({ loud }) => loud === undefined)).toHaveLength((8 * 32 + 24) * 3)
    expect(told.length).toBeLessThan((8 * 32 + 24) * 3 + 200)
  })

  it('reaches one lane of the second pass for each entity, in few records that none is too long of', async () => {
    const published = (await scored(100_000, 3)).filter(({ channel }) => channel === 'findings')
    const laneOf = new Map<string, string>()
    for (const { key, value } of published) {
      expect(value.length).toBeLessThan(140_000)
      for (const { entity } of (JSON.parse(value) as FindingsRecord).findings) {
        const name = `${entity.type}:${entity.id}`
        expect(laneOf.get(name) ?? key).toBe(key)
        laneOf.set(name, key)
      }
    }
    expect(new Set(laneOf.values())).toEqual(new Set(['0', '1', '2']))
    expect(published.length).toBeLessThan(6)
  })

  it('reaches the lanes that there are now, though another findings topic had more or fewer', async () => {
    for (const [before, now] of [
      [5, 2],
      [2, 5],
    ] as const) {
      const store = createMemoryStore()
      const first = await openQueries(store, before)
      await first.lane.process(recordsOf(ringEvents({ partitions: 1, nowMs })))
      const second = await openQueries(store, now) // nothing was settled: all of it is left over
      await second.lane.process([])
      expect(second.published).toEqual(await scored(100_000, now))
    }
  })

  it('is told once, however often the process stops between two batches', async () => {
    const records = recordsOf(ringEvents({ partitions: 1, nowMs }))
    const store = createMemoryStore()
    const all: OutboxMessage[] = []
    for (let at = 0; at < records.length; at += 700) {
      const { lane, published } = await openQueries(store)
      await lane.process(records.slice(0, at + 700))
      await lane.settle() // what is not forgotten would be sent again
      all.push(...published)
    }
    expect(toldIn(all)).toEqual(toldIn(await scored()))
  })
})

describe('the second pass', () => {
  it('names five clerks of three outlets at one machine in one alert, and nobody else', async () => {
    const { lane, published } = await openRings(createMemoryStore())
    await lane.process(findingsOf(await scored()))
    const alerts = alertsOf(published)
    const device = alerts.filter(({ entity }) => entity.id === ringDevice)
    expect(new Set(device.map(({ alertId }) => alertId)).size).toBe(1)
    expect(device.at(-1)?.members?.map(({ id }) => id)).toEqual(ringMembers)
    expect(new Set(alerts.map(({ entity }) => entity.type))).toEqual(new Set(['device', 'source']))
    // All at the address were at the machine: its id joins the alerts of both.
    const day = device.at(-1)?.alertId.split('/').at(-1)
    const machine = placeOf({ type: 'device', id: ringDevice }).toString(16).padStart(8, '0')
    expect(new Set(alerts.map(({ ringId }) => ringId))).toEqual(new Set([`${day}/${machine}`]))
  })

  it("comes to the same alerts however many accounts' days a record holds", async () => {
    const alertsWith = async (batch: number) => {
      const published = await scored(batch, 2)
      const lanes = [0, 1].map(async (lane) => {
        const rings = await openRings(createMemoryStore())
        await rings.lane.process(findingsOf(published, lane))
        return { alerts: alertsOf(rings.published), tally: rings.lane.state.tally }
      })
      return Promise.all(lanes)
    }
    const expected = await alertsWith(1)
    expect(expected.every(({ alerts }) => alerts.length > 0)).toBe(true)
    expect(await alertsWith(97)).toEqual(expected)
    expect(await alertsWith(100_000)).toEqual(expected)
  })

  it('goes on from its store as if it had never stopped, and takes what comes twice for what it is', async () => {
    const findings = findingsOf(await scored(7))
    const undisturbed = await openRings(createMemoryStore())
    await undisturbed.lane.process(findings)
    const store = createMemoryStore()
    const all: OutboxMessage[] = []
    const twice = findings.flatMap((each) => [each, each]).map((each, offset) => ({ ...each, offset }))
    for (let at = 0; at < twice.length; at += 151) {
      const { lane, published } = await openRings(store)
      await lane.process(twice.slice(0, at + 151))
      await lane.settle()
      all.push(...published)
    }
    expect(alertsOf(all)).toEqual(alertsOf(undisturbed.published))
  })

  it('refuses what is no finding by name, and says through where it has come', async () => {
    const { lane, published } = await openRings(createMemoryStore())
    const findings = findingsOf(await scored(7))
    const broken = [Buffer.from('{'), Buffer.from('{"schema":"waywarden.finding/3"}'), null]
    const records = broken.map((value, offset) => ({
      topic: 'findings',
      partition: 0,
      offset,
      timestampMs: 0,
      value,
    }))
    await lane.process([...records, ...findings.map((each) => ({ ...each, offset: each.offset + 3 }))])
    const rejects = published.filter(({ channel }) => channel === 'rejects')
    expect(rejects.map(({ value }) => (JSON.parse(value) as { reason: string }).reason)).toEqual([
      'not_json',
      'invalid',
      'empty',
    ])
    const coverage = published.filter(({ channel }) => channel === 'coverage').at(-1)
    expect(JSON.parse(coverage?.value ?? '')).toMatchObject({ topic: 'findings', lane: 0 })
  })
})

describe('embedded', () => {
  it('both passes run in one process, whatever the batches are', async () => {
    const alertsWith = async (lanes: number, batch: number) => {
      const alerts: Alert[] = []
      const embedded = await createEmbedded({
        policy,
        lanes,
        tokenKey,
        alertTokenKey: tokenKey,
        mapping: null,
        maxEventBytes: 1_000_000,
        publish: () => undefined,
        onAlert: (alert) => void alerts.push(alert),
      })
      const records = recordsOf(ringEvents({ partitions: 1, nowMs }))
      for (let at = 0; at < records.length; at += batch) await embedded.score(records.slice(at, at + batch))
      await embedded.finish()
      expect(embedded.tally.read).toBe(records.length)
      return alerts.filter(({ entity }) => entity.type !== 'account')
    }
    for (const lanes of [1, 5]) {
      const expected = await alertsWith(lanes, 100_000)
      expect(expected.some(({ entity }) => entity.id === ringDevice)).toBe(true)
      expect(await alertsWith(lanes, 97)).toEqual(expected)
    }
  })
})
