import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { detectors } from '../../detectors/index.ts'
import { accountId } from '../../src/contract/brands.ts'
import { WaywardenError } from '../../src/contract/errors.ts'
import { HOUR_MS, DAY_MS } from '../../src/contract/time-units.ts'
import { decodePeerSums } from '../../src/core/codec/peer-sums-codec.ts'
import { createLaneState } from '../../src/core/lane-state.ts'
import { beginDay, createLaneSnapshots, KEPT_DAYS, type Offer } from '../../src/core/peers/lane-snapshots.ts'
import { addUp, ownSums } from '../../src/core/peers/peer-sums.ts'
import type { Sums } from '../../src/core/peers/sums.ts'
import { createDecoder } from '../../src/pipeline/decode/decode.ts'
import { createHotStates } from '../../src/pipeline/hot-states.ts'
import { claimLane, type Lane } from '../../src/pipeline/lane.ts'
import { createQueryPass } from '../../src/pipeline/query-pass.ts'
import { createSnapshotReader, type SnapshotReaderOptions } from '../../src/pipeline/snapshot-reader.ts'
import { createRandom } from '../../src/simulate/random/create-random.ts'
import { createMemoryStore } from '../../src/state/memory.ts'
import type { StateStore } from '../../src/state/store.ts'
import type { InputRecord } from '../../src/transport/input-record.ts'
import { SEED } from '../core/support/streams.ts'
import { defaultPolicy } from '../ops/default-policy.ts'

const LANES = 3
const DAYS = 9
/** A Thursday, midnight at the policy's +08:00: a week begins on the fifth day. */
const startMs = Date.UTC(2026, 2, 5) - 8 * HOUR_MS
const tokenKey = new TextEncoder().encode('sixteen bytes or more')
const policy = defaultPolicy(detectors)
const pass = createQueryPass({
  detectors,
  decode: createDecoder({
    tokenKey,
    mapping: null,
    maxEventBytes: 1_000_000,
    maxAheadMs: 300_000,
    maxLatenessMs: 604_800_000,
  }),
})

/** [lane] its records, in order: a few accounts at work by day, a thief among them now and then. */
const logOf = (days = DAYS): readonly (readonly InputRecord[])[] => {
  const random = createRandom('snapshots', SEED)
  return Array.from({ length: LANES }, (_, partition) => {
    const records: InputRecord[] = []
    for (let at = 0; at < days * 60; at++) {
      const timeMs =
        startMs + Math.floor(at / 60) * DAY_MS + ((at % 60) * 12 + 480) * 60_000 + partition * 1_000
      const isThief = at % 130 === 129
      const event = {
        eventId: `e${partition}-${at}`,
        // Some come late.
        occurredAt: random() < 0.05 ? timeMs - 3 * HOUR_MS : timeMs,
        accountId: `a${partition}-${isThief ? 5 : Math.floor(random() * 5)}`,
        accountRole: random() < 0.7 ? 'courier' : `clerk-${partition}`,
        outletId: 'o1',
        waybills: Array.from({ length: isThief ? 60 : 1 + Math.floor(random() * 4) }, (_each, row) => ({
          no: `n${Math.floor(random() * 1e9)}`,
          outletIds: isThief ? [`o${20 + row}`, `o${100 + row}`] : ['o1'],
        })),
      }
      records.push({
        topic: 'queries',
        partition,
        offset: at,
        timestampMs: timeMs,
        value: Buffer.from(JSON.stringify(event)),
      })
    }
    return records
  })
}
const log = logOf()

type Company = {
  readonly store: StateStore
  readonly lanes: Lane[]
  readonly published: Set<string>
  readonly offered: (readonly [lane: number, day: number, offers: readonly Offer[]])[]
  /** Claims the lane anew, as another process would. */
  restart(lane: number): Promise<void>
  /** Scores the lane's next records. */
  score(lane: number, count: number): Promise<void>
}

const openCompany = async (
  store: StateStore = createMemoryStore(),
  records = log,
  isWaitedFor: SnapshotReaderOptions['isWaitedFor'] = null,
): Promise<Company> => {
  const published = new Set<string>()
  const offered: Company['offered'] = []
  const lanes: Lane[] = []
  const restart = async (partition: number) => {
    lanes[partition] = await claimLane({
      pass,
      partition,
      store,
      policy: () => policy,
      tokenKey,
      alertTokenKey: tokenKey,
      hot: createHotStates(Infinity, pass.bytesOf),
      askOthers: createSnapshotReader({
        store,
        lanes: LANES,
        onOffered: (lane, day, offers) => void offered.push([lane, day, offers]),
        isWaitedFor,
      }),
      ringLanes: 1,
      publish: async (messages) => {
        for (const { key, value } of messages) published.add(`${key} ${value}`)
      },
    })
  }
  for (let lane = 0; lane < LANES; lane++) await restart(lane)
  const score = async (partition: number, count: number) => {
    const lane = lanes[partition] as Lane
    const from = lane.nextOffset ?? 0
    const result = await lane.process((records[partition] ?? []).slice(from, from + count))
    expect(result.kind).toBe('done')
  }
  return { store, lanes, published, offered, restart, score }
}

/** All that the store has of the company, and all that it has published. */
const endOf = async ({ store, published }: Company) => ({
  lanes: await Promise.all(
    Array.from({ length: LANES }, async (_, lane) => {
      const { offset, fields } = await store.claim(lane)
      const ids = Array.from({ length: 6 }, (_, account) => accountId(`a${lane}-${account}`))
      const accounts = await store.load(lane, ids)
      return { offset, fields, accounts }
    }),
  ),
  published: [...published].toSorted(),
})

/** Lane by lane, twelve records at a time: the undisturbed run. */
const playInTurn = async (company: Company, days = DAYS): Promise<Company> => {
  for (let at = 0; at < days * 60; at += 12)
    for (let lane = 0; lane < LANES; lane++) await company.score(lane, 12)
  return company
}

const positionOf = ({ lanes }: Company, lane: number): number => lanes[lane]?.nextOffset ?? 0

/** Event time, in the log's own steps. */
const lengthOf = (lane: number): number => log[lane]?.length ?? 0

describe('lanes beside each other', () => {
  it('end in the same bytes and alerts whatever the batches, restarts and order, within a day of each other', async () => {
    const undisturbed = await endOf(await playInTurn(await openCompany()))
    expect(undisturbed.published.filter((text) => text.includes('"severity"')).length).toBeGreaterThan(5)
    const turn = fc.record({
      lane: fc.nat(LANES - 1),
      count: fc.integer({ min: 1, max: 55 }),
      isRestart: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(turn, { minLength: 10, maxLength: 60 }), async (turns) => {
        const company = await openCompany()
        for (const { lane, count, isRestart } of turns) {
          if (isRestart) await company.restart(lane)
          await advanceTogether(company, lane, count)
        }
        for (let lane = 0; lane < LANES; lane++)
          while (positionOf(company, lane) < lengthOf(lane)) await advanceTogether(company, lane, 60)
        expect(await endOf(company)).toEqual(undisturbed)
      }),
      { seed: SEED, numRuns: 6, endOnFailure: true },
    )
  })

  /** The lane goes on; the others first where else it would be a day ahead of them. */
  const advanceTogether = async (company: Company, lane: number, count: number): Promise<void> => {
    const end = Math.min(lengthOf(lane), positionOf(company, lane) + count)
    for (let other = 0; other < LANES; other++) {
      const behind = end - 55 - positionOf(company, other)
      if (other !== lane && behind > 0) await company.score(other, behind)
    }
    if (end > positionOf(company, lane)) await company.score(lane, end - positionOf(company, lane))
  }

  it('end in the same bytes however fast each is read, where one that is ahead waits for the others', async () => {
    const undisturbed = await endOf(await playInTurn(await openCompany()))
    const turn = fc.record({ lane: fc.nat(LANES - 1), count: fc.integer({ min: 1, max: 300 }) })
    await fc.assert(
      fc.asyncProperty(fc.array(turn, { minLength: 1, maxLength: 20 }), async (turns) => {
        const company = await openCompany(undefined, log, async () => true)
        for (const { lane, count } of turns) await scoreOrWait(company, lane, count)
        while ([0, 1, 2].some((lane) => positionOf(company, lane) < lengthOf(lane)))
          for (let lane = 0; lane < LANES; lane++) await scoreOrWait(company, lane, 400)
        expect(await endOf(company)).toEqual(undisturbed)
      }),
      { seed: SEED, numRuns: 6, endOnFailure: true },
    )
  })

  const scoreOrWait = async (company: Company, lane: number, count: number): Promise<void> => {
    try {
      await company.score(lane, count)
    } catch (error) {
      expect(error).toMatchObject({ code: 'lane_ahead' })
    }
  }

  it('stop before the day that they wait for others to reach, and wait for nobody who has', async () => {
    const asked: (readonly number[])[] = []
    const company = await openCompany(undefined, log, async (behind) => asked.push(behind) > 0)
    for (let lane = 0; lane < LANES; lane++) await company.score(lane, 1)
    await company.score(0, lengthOf(0))
    // Lane 0 is in its second day: for the third, the others have to begin the second.
    expect(positionOf(company, 0)).toBe(120)
    await expect(company.score(0, 1)).rejects.toMatchObject({ code: 'lane_ahead' })
    expect(asked.at(-1)).toEqual([1, 2])
    await company.score(1, 60)
    await expect(company.score(0, 1)).rejects.toMatchObject({ code: 'lane_ahead' })
    expect(asked.at(-1)).toEqual([2])
    await company.score(2, 60)
    await company.score(0, 1)
    expect(positionOf(company, 0)).toBe(121)
  })

  it('wait for the others to reach the first day of a log, though their own first batch goes on for days', async () => {
    const company = await openCompany(undefined, log, async () => true)
    await company.score(0, lengthOf(0))
    expect(positionOf(company, 0)).toBe(60)
    await expect(company.score(0, 1)).rejects.toMatchObject({ code: 'lane_ahead' })
    for (const lane of [1, 2]) await company.score(lane, 1)
    await company.score(0, 1)
    expect(positionOf(company, 0)).toBe(61)
  })

  it('end in the same bytes where the log begins shortly before midnight, whichever of them is first', async () => {
    const evening = logOf(2).map((records) =>
      records.slice(54).map((record, offset) => ({ ...record, offset })),
    )
    const inTurn = await openCompany(undefined, evening)
    for (let at = 0; at < 66; at += 6) for (let lane = 0; lane < LANES; lane++) await inTurn.score(lane, 6)
    const oneByOne = await openCompany(undefined, evening)
    for (let lane = 0; lane < LANES; lane++) await oneByOne.score(lane, 66)
    expect(await endOf(oneByOne)).toEqual(await endOf(inTurn))
  })

  it('read their own peers and the sum of what the others had a day before', async () => {
    const { lanes, store } = await playInTurn(await openCompany())
    for (const lane of lanes) {
      const { peers, snapshots } = lane.state
      const day = snapshots?.day ?? -1
      const others = [0, 1, 2].filter((each) => each !== lane.partition)
      expect(snapshots?.used).toEqual(others.map((each) => [each, day - 1]))
      const theirs = await Promise.all(
        others.map(async (each) => (await store.readFields(each, [`snapshot:${day - 1}`]))[0]),
      )
      const sum = addUp(
        theirs.flatMap((bytes) => (bytes === null || bytes === undefined ? [] : decodePeerSums(bytes))),
        peers,
      )
      const own = ownSums(peers)
      const expectSum = (sums: Sums | undefined, a: Float64Array | undefined, b: Float64Array | undefined) =>
        expect([...(sums?.values ?? [])]).toEqual(
          Array.from(sums?.values ?? [], (_, at) => (a?.[at] ?? 0) + (b?.[at] ?? 0)),
        )
      expectSum(peers.everyone, own.everyone, sum.everyone)
      expect([...peers.roles.keys()].toSorted()).toEqual(['clerk-0', 'clerk-1', 'clerk-2', 'courier'])
      for (const [role, group] of peers.roles) expectSum(group, own.roles.get(role), sum.roles.get(role))
      for (const [name, tail] of peers.tails) expectSum(tail, own.tails.get(name), sum.tails.get(name))
    }
  })

  it('that begin a day together read each snapshot once', async () => {
    const { store, lanes } = await playInTurn(await openCompany(), 2)
    const read: string[] = []
    const counted: Pick<StateStore, 'readFields'> = {
      readFields: (lane, names) => {
        for (const name of names) if (name.startsWith('snapshot:')) read.push(`${lane} ${name}`)
        return store.readFields(lane, names)
      },
    }
    const askOthers = createSnapshotReader({
      store: counted,
      lanes: LANES,
      onOffered: () => undefined,
      isWaitedFor: null,
    })
    const tomorrow = [startMs + 2 * DAY_MS + 8 * HOUR_MS]
    const ask = (lane: number) => askOthers?.(lane, (lanes[lane] as Lane).state, tomorrow, policy.zoneMs)
    await Promise.all([ask(0), ask(1), ask(2)])
    expect(read).toHaveLength(LANES)
    expect(new Set(read).size).toBe(LANES)
    await ask(0)
    expect(read).toHaveLength(LANES + 2)
  })

  it('let go of what they were offered when the day has begun', async () => {
    const { lanes } = await playInTurn(await openCompany(), 2)
    const lane = lanes[0] as Lane
    const askOthers = createSnapshotReader({
      store: createMemoryStore(),
      lanes: LANES,
      onOffered: () => undefined,
      isWaitedFor: null,
    })
    const mornings = [2, 3].map((day) => startMs + day * DAY_MS + 8 * HOUR_MS)
    await askOthers?.(0, lane.state, mornings, policy.zoneMs)
    const { snapshots, peers } = lane.state
    if (snapshots === null) throw new Error('it has none')
    const [first = 0, second = 0] = snapshots.offers.keys()
    beginDay(snapshots, peers, first * 24 + 12)
    expect([...snapshots.offers.keys()]).toEqual([second])
  })

  it('offer what they taught late in a day for the day after the next, so that others may be half a day behind', () => {
    const keptAfter = (...hours: readonly number[]) => {
      const snapshots = createLaneSnapshots()
      const { peers } = createLaneState()
      snapshots.offers = new Map([9, 10, 11].map((day) => [day, []]))
      for (const hour of hours) beginDay(snapshots, peers, hour)
      return snapshots.kept
    }
    const day10 = 10 * 24 + 4
    expect(keptAfter(day10 + 4)).toEqual([10])
    expect(keptAfter(day10 + 11)).toEqual([10])
    expect(keptAfter(day10 + 12)).toEqual([11])
    expect(keptAfter(day10 + 23, day10 + 28)).toEqual([11])
  })

  it('keep the snapshots of a few days only', async () => {
    const { store } = await playInTurn(await openCompany())
    const { fields } = await store.claim(1)
    expect([...fields.keys()].filter((name) => name.startsWith('snapshot:'))).toHaveLength(KEPT_DAYS)
  })

  it('say whose peers are older or not there, and never take later ones', async () => {
    const company = await openCompany()
    const first = Math.floor((startMs + 8 * HOUR_MS) / DAY_MS)
    await company.score(0, 5 * 60)
    await company.score(1, 60)
    await company.score(2, 2 * 60)
    company.offered.length = 0
    await company.score(1, 60)
    const used = () => company.lanes[1]?.state.snapshots?.used
    // Lane 0 has forgotten the day, what it has is later; and what lane 2 had taught before its first day is nothing.
    expect(used()).toEqual([
      [0, null],
      [2, null],
    ])
    await company.score(0, 60)
    await company.score(1, 3 * 60)
    expect(used()).toEqual([
      [0, first + 3],
      [2, first + 1],
    ])
    expect(company.offered.every(([, day, offers]) => offers.every((offer) => (offer.day ?? -1) < day))).toBe(
      true,
    )
  })

  it('wait when the others cannot be read, and go on as if nothing had been', async () => {
    const undisturbed = await endOf(await playInTurn(await openCompany()))
    const memory = createMemoryStore()
    let reads = 0
    const flaky: StateStore = {
      ...memory,
      readFields: async (lane, names) => {
        reads++
        if (reads % 7 === 1) throw new WaywardenError('redis_unavailable', 'gone', { cause: null })
        return memory.readFields(lane, names)
      },
    }
    const company = await openCompany(flaky)
    const score = async (lane: number, count: number): Promise<void> => {
      try {
        await company.score(lane, count)
      } catch (error) {
        expect(error).toMatchObject({ code: 'redis_unavailable' })
        await score(lane, count)
      }
    }
    await playInTurn({ ...company, score })
    expect(reads).toBeGreaterThan(20)
    expect(await endOf(company)).toEqual(undisturbed)
  })
})
