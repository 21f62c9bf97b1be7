import { built } from './built.ts'
import { createLanes, openDecoder, simulateCompany } from './company.ts'

/** What a lane holds after a week: its fields, and the states of its accounts. */
export type Past = {
  readonly endMs: number
  readonly fields: readonly (readonly [string, Buffer])[]
  readonly states: readonly Buffer[]
}

const RECORDS_AT_ONCE = 10_000

export async function createPast(): Promise<Past> {
  const records = simulateCompany({ days: 8, accounts: 400 })
  const { createMemoryStore } = await built<typeof import('../../src/state/memory.ts')>('src/state/memory.js')
  const { open } = await createLanes()
  const store = createMemoryStore()
  const ids = new Set<string>()
  const decode = await openDecoder()
  const [lane] = await open([{ store, partition: 0, hotBytes: Infinity, decode }])
  let endMs = 0
  for (let at = 0; at < records.length; at += RECORDS_AT_ONCE)
    await lane?.process(records.slice(at, at + RECORDS_AT_ONCE))
  for (const { value, timestampMs } of records) {
    ids.add((JSON.parse(String(value)) as { accountId: string }).accountId)
    endMs = Math.max(endMs, timestampMs)
  }
  const { accountId } = await built<typeof import('../../src/contract/brands.ts')>('src/contract/brands.js')
  const states = (await store.load(0, [...ids].map(accountId))).filter((state) => state !== null)
  const { fields } = await store.claim(0)
  // The tail is of another topic; alerts are of accounts that are not copied.
  const kept = [...fields].filter(([name]) => name !== 'tail' && !name.startsWith('alert:'))
  return { endMs, states, fields: kept }
}

export const pastFile = ({ endMs, states, fields }: Past): string =>
  JSON.stringify({
    endMs,
    states: states.map((state) => state.toString('base64')),
    fields: fields.map(([name, value]) => [name, Buffer.from(value).toString('base64')]),
  })

export function readPast(text: string): Past {
  const { endMs, states, fields } = JSON.parse(text) as {
    endMs: number
    states: string[]
    fields: [string, string][]
  }
  return {
    endMs,
    states: states.map((state) => Buffer.from(state, 'base64')),
    fields: fields.map(([name, value]) => [name, Buffer.from(value, 'base64')]),
  }
}
