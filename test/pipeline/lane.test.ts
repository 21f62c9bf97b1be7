import { expect, test } from 'vitest'

import { detectors } from '../../detectors/index.ts'
import type { CoverageRecord } from '../../src/contract/coverage.ts'
import { WaywardenError } from '../../src/contract/errors.ts'
import { createMemoryStore } from '../../src/state/memory.ts'
import type { StateStore } from '../../src/state/store.ts'
import type { InputRecord } from '../../src/transport/input-record.ts'
import { defaultPolicy } from '../ops/default-policy.ts'
import { claimAlone } from './claim-alone.ts'
import { event, recordOf, timestampMs } from './records.ts'

const policy = defaultPolicy(detectors)

/** A look-up every ten minutes: each but the first brings a coverage record. */
const lookUps = (from: number, to: number): InputRecord[] =>
  Array.from({ length: to - from }, (_, index) => {
    const offset = from + index
    const occurredAt = timestampMs + offset * 600_000
    return {
      ...recordOf(JSON.stringify({ ...event, eventId: `e${offset}`, occurredAt }), occurredAt),
      offset,
    }
  })

/** A lane that several processes claim, and through where its topic says that it was scored. */
function given() {
  const store = createMemoryStore()
  const told: string[] = []
  const claim = (owner: string, refuses = () => false) =>
    claimAlone({
      policy: () => policy,
      store,
      publish: async (messages) => {
        if (refuses()) throw new WaywardenError('kafka_send_failed', 'cut off', { cause: null })
        for (const { channel, value } of messages)
          if (channel === 'coverage')
            told.push(`${owner} through ${(JSON.parse(value) as CoverageRecord).throughOffset}`)
      },
    })
  return { claim, told }
}

test('a send that has failed is made again', async () => {
  const { claim, told } = given()
  let isCutOff = true
  const lane = await claim('first', () => isCutOff)
  await expect(lane.process(lookUps(0, 2))).rejects.toThrow('cut off')
  isCutOff = false
  expect(await lane.process(lookUps(0, 2))).toMatchObject({ kind: 'done', report: { counted: 2 } })
  expect(told).toEqual(['first through 2'])
})

test('a send that has failed is not made again once another owner has gone on', async () => {
  const { claim, told } = given()
  let isCutOff = true
  const former = await claim('former', () => isCutOff)
  await expect(former.process(lookUps(0, 2))).rejects.toThrow('cut off')
  const owner = await claim('owner')
  await owner.process(lookUps(2, 3))
  isCutOff = false
  expect(await former.process(lookUps(0, 2))).toEqual({ kind: 'fenced', epoch: 2 })
  expect(told).toEqual(['owner through 2', 'owner through 3'])
})

test('what is published while the store trims is trimmed the next time', async () => {
  const store = createMemoryStore()
  let meanwhile: () => Promise<unknown> = async () => {}
  const trim: StateStore['trim'] = async (...args) => {
    await meanwhile()
    return store.trim(...args)
  }
  const lane = await claimAlone({ policy: () => policy, store: { ...store, trim } })
  await lane.process(lookUps(0, 2))
  meanwhile = () => lane.process(lookUps(2, 3))
  await lane.settle()
  meanwhile = async () => {}
  await lane.settle()
  expect((await store.claim(3)).outbox).toEqual([])
})

test('a lane of which the store has a damaged field is refused as such: it stops, and the process goes on', async () => {
  const store = createMemoryStore()
  const lane = await claimAlone({ policy: () => policy, store })
  await lane.process(lookUps(0, 40))
  const claim = await store.claim(3)
  expect([...claim.fields.keys()]).toEqual(
    expect.arrayContaining(['states', 'clock', 'tally', 'everyone', 'load', 'last-record']),
  )
  for (const [name, bytes] of claim.fields) {
    const fields = new Map([...claim.fields, [name, bytes.subarray(0, bytes.length - 1)]])
    const damaged = { ...store, claim: async () => ({ ...claim, fields }) }
    await expect(claimAlone({ policy: () => policy, store: damaged }), name).rejects.toMatchObject({
      // What is left of the number of a version is another one.
      code: name === 'states' ? 'state_version_unknown' : 'state_corrupt',
    })
  }
})

test('a lane whose states have another form is refused at once: neither version could read what both have written', async () => {
  const store = createMemoryStore()
  const options = { policy: () => policy, store }
  await (await claimAlone(options)).process(lookUps(0, 1))
  await expect(claimAlone({ ...options, stateVersion: 127 })).rejects.toMatchObject({
    code: 'state_version_unknown',
  })
  const lane = await claimAlone(options)
  expect(await lane.process(lookUps(1, 2))).toMatchObject({ kind: 'done', report: { counted: 1 } })
})

test('a lane knows its topic again by the last record scored, also under another alert token key, and refuses any other', async () => {
  const given = { policy: () => policy, store: createMemoryStore() }
  await (await claimAlone(given)).process(lookUps(0, 2))
  const lane = await claimAlone({ ...given, alertTokenKey: Buffer.from('a key that is set later') })
  const others = lookUps(1, 3).map((record) => ({ ...record, value: Buffer.from('another') }))
  await expect(lane.process(others)).rejects.toMatchObject({ code: 'kafka_topic_recreated' })
  expect(await lane.process(lookUps(1, 3))).toMatchObject({ kind: 'done', report: { counted: 1 } })
})

test.for([
  ['state_corrupt', (bytes: Buffer) => bytes.subarray(0, 5)],
  ['state_version_unknown', (bytes: Buffer) => Buffer.from([127, ...bytes.subarray(1)])],
] as const)(
  'a state that cannot be read is refused with the name of its account: %s',
  async ([code, spoil]) => {
    const store = createMemoryStore()
    const of = (accountId: string, from: number): InputRecord[] =>
      lookUps(from, from + 1).map((record) => ({
        ...record,
        value: Buffer.from(JSON.stringify({ ...JSON.parse(String(record.value)), accountId })),
      }))
    const lane = await claimAlone({ policy: () => policy, store })
    await lane.process([...of('sound', 0), ...of('spoilt', 1)])
    const load: StateStore['load'] = async (partition, ids) => {
      const states = await store.load(partition, ids)
      return states.map((bytes, at) => (ids[at] === 'spoilt' && bytes !== null ? spoil(bytes) : bytes))
    }
    const again = await claimAlone({ policy: () => policy, store: { ...store, load } })
    await expect(again.process([...of('sound', 2), ...of('spoilt', 3)])).rejects.toMatchObject({
      code,
      message: expect.stringMatching(/^spoilt: .*the state of an account/),
    })
  },
)

test('a large batch of accounts that are at hand gives way to what else the process has to do', async () => {
  const { claim } = given()
  const lane = await claim('owner')
  await lane.process(lookUps(0, 1))
  let turns = 0
  let isOver = false
  const turn = (): void => {
    turns++
    if (!isOver) setImmediate(turn)
  }
  setImmediate(turn)
  await lane.process(lookUps(1, 2_501))
  isOver = true
  expect(turns).toBeGreaterThanOrEqual(4)
})

test('an alert carries no ids that could write on the screen of a person who reads the topic', async () => {
  const deviceId = 'd\u009b2J\u202e\u007f'
  const alerts: string[] = []
  const lane = await claimAlone({
    policy: () => policy,
    store: createMemoryStore(),
    publish: async (messages) =>
      void alerts.push(...messages.filter(({ channel }) => channel === 'alerts').map(({ value }) => value)),
  })
  await lane.process([recordOf(JSON.stringify({ ...event, deviceId, recordCount: 2_000 }))])
  expect(alerts).toHaveLength(1)
  expect(alerts.join('')).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u)
  expect(JSON.parse(alerts.join(''))).toMatchObject({ evidence: { deviceIds: [deviceId] } })
})
