import { DAY_MS } from '../../src/contract/time-units.ts'
import type { InputRecord } from '../../src/transport/input-record.ts'
import { built } from './built.ts'
import { createLanes, openDecoder, simulateCompany } from './company.ts'

/** A lane's fields and account states after eight days, and what these accounts do on the next day. */
export type Past = {
  readonly endMs: number
  readonly fields: readonly (readonly [string, Buffer])[]
  readonly states: readonly Buffer[]
  /** For each state, the next day's events of its account, in order. */
  readonly next: readonly (readonly string[])[]
}

const DAYS = 8
const RECORDS_AT_ONCE = 10_000
const MOST_NEXT = 100

export async function createPast(): Promise<Past> {
  const records = simulateCompany({ days: DAYS + 1, accounts: 400 })
  const endMs = (records[0]?.timestampMs ?? 0) + DAYS * DAY_MS
  const past = records.filter(({ timestampMs }) => timestampMs < endMs)
  const { createMemoryStore } = await built<typeof import('../../src/state/memory.ts')>('src/state/memory.js')
  const { open } = await createLanes()
  const store = createMemoryStore()
  const decode = await openDecoder()
  const [lane] = await open([{ store, partition: 0, hotBytes: Infinity, decode }])
  for (let at = 0; at < past.length; at += RECORDS_AT_ONCE)
    await lane?.process(past.slice(at, at + RECORDS_AT_ONCE))
  const { accountId } = await built<typeof import('../../src/contract/brands.ts')>('src/contract/brands.js')
  const days = eventsByAccount(records.filter(({ timestampMs }) => timestampMs >= endMs))
  const stored = await store.load(0, [...days.keys()].map(accountId))
  const known = [...days.values()].flatMap((next, at) => {
    const state = stored[at]
    return state === null || state === undefined ? [] : [{ state, next: next.slice(0, MOST_NEXT) }]
  })
  const { fields } = await store.claim(0)
  // Leaves out the last record, which is of another topic, and alerts, whose accounts are not copied.
  const kept = [...fields].filter(([name]) => name !== 'last-record' && !name.startsWith('alert:'))
  return { endMs, states: known.map(({ state }) => state), next: known.map(({ next }) => next), fields: kept }
}

const eventsByAccount = (records: readonly InputRecord[]): Map<string, string[]> => {
  const days = new Map<string, string[]>()
  for (const { value } of records) {
    const line = String(value)
    const { accountId } = JSON.parse(line) as { accountId: string }
    const day = days.get(accountId) ?? []
    day.push(line)
    days.set(accountId, day)
  }
  return days
}

export const pastFile = ({ endMs, states, next, fields }: Past): string =>
  JSON.stringify({
    endMs,
    next,
    states: states.map((state) => state.toString('base64')),
    fields: fields.map(([name, value]) => [name, Buffer.from(value).toString('base64')]),
  })

export function readPast(text: string): Past {
  const { endMs, next, states, fields } = JSON.parse(text) as {
    endMs: number
    next: string[][]
    states: string[]
    fields: [string, string][]
  }
  return {
    endMs,
    next,
    states: states.map((state) => Buffer.from(state, 'base64')),
    fields: fields.map(([name, value]) => [name, Buffer.from(value, 'base64')]),
  }
}
