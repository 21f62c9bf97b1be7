// accounts-script.ts REDIS_PORT PAST_FILE ACCOUNTS EVENTS all|sittings|one|one-full
import { readFileSync } from 'node:fs'

import { Redis } from 'ioredis'

import { accountId } from '../../src/contract/brands.ts'
import type { Lane } from '../../src/pipeline/lane.ts'
import type { StateStore } from '../../src/state/store.ts'
import type { InputRecord } from '../../src/transport/input-record.ts'
import { built } from './built.ts'
import { answer } from './child.ts'
import { createLanes, openDecoder } from './company.ts'
import { accountName, benchEvents } from './events.ts'
import { readPast, type Past } from './past.ts'

export type AccountsResult = {
  readonly seconds: number
  readonly cpuSeconds: number
  readonly stateBytes: number
  readonly redisBytes: number
}

const LANES = 12
const AT_ONCE = 4
/** Most records of one checkpoint. In a backlog the live lane takes about as many. */
const RECORDS_AT_ONCE = 10_000
const HOT_BYTES = 256 << 20
const AT_WORK = 10_000
const KEEP_MS = 35 * 86_400_000
const WARM_UP = 0.25
const FULL = { lists: 400, waybills: 1_000 }

const [port = '', pastPath = '', accountsText = '', eventsText = '', how = 'all'] = process.argv.slice(2)
const accounts = Number(accountsText)
const events = Number(eventsText)
const past = readPast(readFileSync(pastPath, 'utf8'))
const client = new Redis({ port: Number(port) })
const { createRedisStore } = await built<typeof import('../../src/state/redis.ts')>('src/state/redis.js')
const store = createRedisStore(client, {
  prefix: 'waywarden:',
  topic: 'waybill.queries',
})

/** The simulated account whose past this account copies. */
const modelOf = (account: number): number => (account * 31) % past.states.length

const usedMemory = async (): Promise<number> =>
  Number(/used_memory:(\d+)/.exec(await client.info('memory'))?.[1])

/**
 * Stores a state for every account of the lane, copied from the simulated ones. Returns the bytes written.
 */
async function populate(lane: number, store: StateStore, { states, fields }: Past): Promise<number> {
  const { epoch } = await store.claim(lane)
  let offset = 0
  let bytes = 0
  for (let first = lane; first < accounts || offset === 0; first += LANES * RECORDS_AT_ONCE) {
    const some: [ReturnType<typeof accountId>, Buffer, number][] = []
    for (let at = first; at < Math.min(accounts, first + LANES * RECORDS_AT_ONCE); at += LANES) {
      const state = states[modelOf(at)] ?? Buffer.alloc(0)
      bytes += state.length
      some.push([accountId(accountName(at)), state, KEEP_MS])
    }
    const expectedOffset = offset === 0 ? null : offset
    await store.checkpoint({
      lane,
      epoch,
      expectedOffset,
      nextOffset: ++offset,
      states: some,
      fields: offset === 1 ? fields : [],
      outbox: [],
      acknowledged: 0,
    })
  }
  return bytes
}

const record = (partition: number, offset: number, timestampMs: number, value: string): InputRecord => ({
  topic: 'bench',
  partition,
  offset,
  timestampMs,
  value: Buffer.from(value),
})

/** The copied account's next event, under the new name. Work elsewhere would raise an alert. */
const createDays = () => {
  const used = new Map<number, number>()
  return (account: number, index: number, atMs: number): string => {
    const day = past.next[modelOf(account)] ?? []
    const turn = used.get(account) ?? 0
    used.set(account, turn + 1)
    const event = JSON.parse(day[turn % day.length] ?? '{}') as object
    return JSON.stringify({
      ...event,
      eventId: `e-${index}`,
      occurredAt: atMs,
      accountId: accountName(account),
    })
  }
}

/** Look-ups begin at ten in the morning and span one to ten hours: about one per account in three minutes. */
const TEN_HOURS_MS = 36_000_000
const PAUSE_MS = 180_000

/** The records to score, by lane, in order. */
function recordsFor(lanes: readonly Lane[]): InputRecord[][] {
  const queues: InputRecord[][] = lanes.map(() => [])
  const next = lanes.map((lane) => lane.nextOffset ?? 0)
  const nextEvent = createDays()
  const fromMs = past.endMs + TEN_HOURS_MS
  const count = Math.ceil(events * (1 + WARM_UP))
  const spanMs = Math.min(TEN_HOURS_MS, Math.max(TEN_HOURS_MS / 10, (count / accounts) * PAUSE_MS))
  const more = how === 'all' ? {} : { atWork: AT_WORK }
  let index = 0
  for (const { account, atMs } of benchEvents({ count, accounts, fromMs, spanMs, ...more })) {
    const whose = how.startsWith('one') && index % 10 === 0 ? 0 : account
    const lane = whose % LANES
    queues[lane]?.push(record(lane, next[lane] ?? 0, atMs, nextEvent(whose, index++, atMs)))
    next[lane] = (next[lane] ?? 0) + 1
  }
  return queues
}

/** Fills account 0 with 400,000 different waybills. */
async function fill(lane: Lane): Promise<void> {
  const from = lane.nextOffset ?? 0
  const lists = Array.from({ length: FULL.lists }, (_, at) => {
    const atMs = past.endMs + at * 1000
    const waybills = Array.from({ length: FULL.waybills }, (_, each) => ({
      no: `ZT${at * FULL.waybills + each + 1e12}`,
    }))
    const event = {
      eventId: `list-${at}`,
      occurredAt: atMs,
      accountId: accountName(0),
      action: 'list',
      waybills,
    }
    return record(0, from + at, atMs, JSON.stringify(event))
  })
  await lane.process(lists)
}

/** Like the live lane: several lanes at a time, so that one computes while another waits for Redis. */
async function drain(lanes: readonly Lane[], queues: readonly InputRecord[][]): Promise<void> {
  const batches = queues.map((queue) => Math.ceil(queue.length / RECORDS_AT_ONCE))
  const work = async (worker: number) => {
    for (let round = 0; round < Math.max(...batches); round++) {
      for (let at = worker; at < lanes.length; at += AT_ONCE) {
        const records = queues[at]?.slice(round * RECORDS_AT_ONCE, (round + 1) * RECORDS_AT_ONCE) ?? []
        await lanes[at]?.process(records)
      }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, (_, worker) => work(worker)))
}

const before = await usedMemory()
let bytes = 0
for (let lane = 0; lane < LANES; lane++) bytes += await populate(lane, store, past)
const redisBytes = ((await usedMemory()) - before) / accounts
const { open } = await createLanes()
const decode = await openDecoder()
const lanes = await open(
  Array.from({ length: LANES }, (_, partition) => ({ store, partition, hotBytes: HOT_BYTES, decode })),
)
if (how === 'one-full' && lanes[0] !== undefined) await fill(lanes[0])
const queues = recordsFor(lanes)
const warmUps = queues.map((queue) => queue.splice(0, Math.floor((queue.length * WARM_UP) / (1 + WARM_UP))))
await drain(lanes, warmUps)
const startedMs = performance.now()
const cpu = process.cpuUsage()
await drain(lanes, queues)
const { user, system } = process.cpuUsage(cpu)
answer({
  seconds: (performance.now() - startedMs) / 1000,
  cpuSeconds: (user + system) / 1e6,
  stateBytes: bytes / accounts,
  redisBytes,
} satisfies AccountsResult)
process.exit(0)
