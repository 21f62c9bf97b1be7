import { expect, it } from 'vitest'

import { createRandom } from '../../src/simulate/random/create-random.ts'
import { createMemoryStore } from '../../src/state/memory.ts'
import type { InputRecord } from '../../src/transport/input-record.ts'
import { SEED } from '../core/support/streams.ts'
import { claimAlone } from './claim-alone.ts'
import { simulateLog } from './company.ts'

const MOST_RECORDS = 400

/** Nine days, with the end of a week among them: what is known fades then. */
const log = simulateLog({ seed: 3, days: 9, accounts: 12, late: 0.02, duplicates: 0.02 })

/** Everybody helps out elsewhere for a look-up now and then. */
const records = log.events.map(({ line, timeMs: timestampMs }, offset): InputRecord => {
  const event = JSON.parse(line.toString())
  const value =
    offset % 40 === 0 ? Buffer.from(JSON.stringify({ ...event, outletId: `elsewhere-${offset}` })) : line
  return { topic: 'queries', partition: 3, offset, timestampMs, value }
})
const accounts = [...new Set(log.events.map(({ account }) => account))].toSorted()

/** All that a lane has left in the store after these batches, as text by what it is of. */
const stateAfter = async (batches: readonly (readonly InputRecord[])[], isRestarted: boolean) => {
  const store = createMemoryStore()
  const open = () => claimAlone({ policy: () => log.policy, store })
  let lane = await open()
  for (const batch of batches) {
    await lane.process(batch)
    if (isRestarted) lane = await open()
  }
  const { fields } = await store.claim(3)
  const states = await store.load(3, accounts)
  return new Map([
    ...accounts.map((account, at) => [`account ${account}`, hexOf(states[at] ?? null)] as const),
    ...[...fields].map(([name, bytes]) => [`field ${name}`, hexOf(bytes)] as const),
  ])
}

const hexOf = (bytes: Uint8Array | null): string => Buffer.from(bytes ?? []).toString('hex')

/** Names what differs, and only some of it: what one account has forgotten soon shows in all that learn from it. */
const differing = (one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>) => {
  const names = [...new Set([...one.keys(), ...other.keys()])].filter(
    (name) => one.get(name) !== other.get(name),
  )
  return { count: names.length, first: names.slice(0, 12) }
}

const cut = (name: string): readonly (readonly InputRecord[])[] => {
  const random = createRandom(name, SEED)
  const batches: InputRecord[][] = []
  for (let at = 0; at < records.length;) {
    const batch = records.slice(at, at + 1 + Math.floor(random() * MOST_RECORDS))
    batches.push(batch)
    at += batch.length
  }
  return batches
}

it('a lane that is restarted behind every batch leaves the state of one that never is, however the batches are cut', async () => {
  const undisturbed = await stateAfter([records], false)
  const known = accounts.filter((account) => undisturbed.get(`account ${account}`) !== '')
  expect(known.length).toBeGreaterThan(10)
  for (const name of ['one', 'another'])
    expect(differing(await stateAfter(cut(name), true), undisturbed)).toEqual({ count: 0, first: [] })
}, 120_000)
