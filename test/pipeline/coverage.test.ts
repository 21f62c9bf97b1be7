import { describe, expect, test } from 'vitest'

import { detectors } from '../../detectors/index.ts'
import { compileCheck } from '../../src/contract/compile-check.ts'
import { coverageRecordSchema, type CoverageRecord } from '../../src/contract/coverage.ts'
import { MINUTE_MS } from '../../src/contract/time-units.ts'
import { createMemoryStore } from '../../src/state/memory.ts'
import type { InputRecord } from '../../src/transport/input-record.ts'
import { defaultPolicy } from '../ops/default-policy.ts'
import { claimAlone } from './claim-alone.ts'
import { recordOf, timestampMs } from './records.ts'

const policy = defaultPolicy(detectors)

/** What a lane says of its coverage when it reads these records, claimed anew after every so many. */
async function coverageOf(records: readonly InputRecord[], batch = 1_000): Promise<CoverageRecord[]> {
  const store = createMemoryStore()
  const told: CoverageRecord[] = []
  for (let at = 0; at < records.length; at += batch) {
    const lane = await claimAlone({
      policy: () => policy,
      store,
      publish: async (messages) => {
        for (const { channel, value } of messages)
          if (channel === 'coverage') told.push(JSON.parse(value) as CoverageRecord)
      },
    })
    await lane.process(records.slice(at, at + batch))
    await lane.settle()
  }
  return told
}

const garbage = (minute: number): InputRecord => recordOf('{"half', timestampMs + minute * MINUTE_MS)

const lookUp = (minute: number): InputRecord => {
  const occurredAt = timestampMs + minute * MINUTE_MS
  const event = { eventId: `e${minute}`, occurredAt, accountId: 'a', recordCount: 1 }
  return recordOf(JSON.stringify(event), occurredAt)
}

const inOrder = (records: readonly InputRecord[]): InputRecord[] =>
  records.map((record, offset) => ({ ...record, offset }))

test('a lane that has only rejected says through which offset, and how many', async () => {
  const told = await coverageOf(inOrder([0, 1, 2, 6, 7, 11].map(garbage)))
  expect(told.map(({ throughOffset, rejected }) => [throughOffset, rejected])).toEqual([
    ['1', { not_json: 1 }],
    ['4', { not_json: 4 }],
    ['6', { not_json: 6 }],
  ])
  expect(new Set(told.map(({ throughEventTime }) => throughEventTime))).toEqual(new Set([null]))
  expect(told.filter((record) => !compileCheck(coverageRecordSchema)(record))).toEqual([])
})

test('a timestamp that jumps ahead does not put off what a lane that only rejects says after it', async () => {
  const told = await coverageOf(inOrder([0, 600, 6, 7, 11].map(garbage)))
  expect(told.map(({ throughOffset }) => throughOffset)).toEqual(['1', '2', '3', '5'])
})

test('where a lane has scored and then only rejects, its time stands still and its offset does not', async () => {
  const told = await coverageOf(inOrder([lookUp(0), lookUp(1), garbage(2), garbage(30), garbage(31)]))
  expect(told).toMatchObject([
    { throughOffset: '3', read: 3, counted: 2, rejected: { not_json: 1 } },
    { throughOffset: '4', read: 4, counted: 2, rejected: { not_json: 2 } },
  ])
  const through = new Date(timestampMs + MINUTE_MS).toISOString()
  expect(told.map(({ throughEventTime }) => throughEventTime)).toEqual([through, through])
})

test('coverage is the same however the records are cut into batches, and whoever reads them', async () => {
  const minutes = Array.from({ length: 90 }, (_, minute) => minute)
  const records = inOrder(minutes.map((minute) => (minute % 7 < 3 ? lookUp(minute) : garbage(minute))))
  const whole = await coverageOf(records)
  expect(whole.length).toBeGreaterThan(0)
  expect(await coverageOf(records, 4)).toEqual(whole)
})

describe('a lane at rest', () => {
  const given = async (store = createMemoryStore()) => {
    const told: CoverageRecord[] = []
    let refuses = false
    const lane = await claimAlone({
      policy: () => policy,
      store,
      publish: async (messages) => {
        if (refuses) throw new Error('no broker')
        for (const { value } of messages) told.push(JSON.parse(value) as CoverageRecord)
      },
    })
    return { lane, told, refuse: (isRefused: boolean) => void (refuses = isRefused) }
  }
  const few = inOrder([lookUp(0), lookUp(1), garbage(2)])
  const topic = few[0]?.topic ?? ''

  test('tells its last minutes, once for each offset', async () => {
    const { lane, told } = await given()
    await lane.process(inOrder([lookUp(0), lookUp(1)]))
    expect(told).toEqual([])
    await lane.tell(topic)
    await lane.tell(topic)
    const through = new Date(timestampMs + MINUTE_MS).toISOString()
    expect(told).toMatchObject([
      { topic, lane: 3, throughOffset: '2', throughEventTime: through, counted: 2 },
    ])
    expect(told.filter((record) => !compileCheck(coverageRecordSchema)(record))).toEqual([])
    const third = { ...lookUp(2), offset: 2 }
    await lane.process([third])
    await lane.tell(topic)
    expect(told.map(({ throughOffset }) => throughOffset)).toEqual(['2', '3'])
  })

  test('tells nothing before its history begins', async () => {
    const { lane, told } = await given()
    await lane.tell(topic)
    expect(told).toEqual([])
  })

  test('tells nothing while a message of what it has scored is not published', async () => {
    const store = createMemoryStore()
    const { lane, told, refuse } = await given(store)
    refuse(true)
    await expect(lane.process(few)).rejects.toThrow('no broker')
    refuse(false)
    await lane.tell(topic)
    expect(told).toEqual([])
    const next = await given(store)
    await next.lane.tell(topic)
    expect(next.told).toEqual([])
  })

  test('tells nothing once another process has claimed it', async () => {
    const store = createMemoryStore()
    const { lane, told } = await given(store)
    await lane.process(inOrder([lookUp(0)]))
    const other = await given(store)
    await lane.tell(topic)
    expect(told).toEqual([])
    await other.lane.tell(topic)
    expect(other.told).toMatchObject([{ throughOffset: '1', counted: 1 }])
  })

  test('tells at the next call what the broker refused', async () => {
    const { lane, told, refuse } = await given()
    await lane.process(inOrder([lookUp(0)]))
    refuse(true)
    await expect(lane.tell(topic)).rejects.toThrow('no broker')
    refuse(false)
    await lane.tell(topic)
    expect(told).toMatchObject([{ throughOffset: '1' }])
  })
})
