import type { Detector } from '../../src/core/detector.ts'
import type { InputRecord } from '../../src/transport/input-record.ts'
import { built } from './built.ts'
import { createLanes, openDecoder, simulateCompany } from './company.ts'
import type { Row } from './measure.ts'

const RECORDS_AT_ONCE = 10_000
const ROUNDS = 5

/**
 * (f) Processor time of a look-up after decoding, with all detectors and with each one left out. Takes the
 * lowest of several rounds.
 */
export async function measureDetectors(events: number): Promise<Row[]> {
  const records = simulateCompany({ days: 8, accounts: 400 }).slice(0, events)
  const decode = await openDecoder()
  const decoded = records.map(decode)
  const { open, detectors } = await createLanes()
  const { createMemoryStore } = await built<typeof import('../../src/state/memory.ts')>('src/state/memory.js')

  /** Microseconds of processor time for one look-up. */
  const cost = async (some: readonly Detector[]): Promise<number> => {
    const parts = { store: createMemoryStore(), partition: 0, hotBytes: Infinity, detectors: some }
    const [lane] = await open([
      { ...parts, decode: ({ offset }) => decoded[offset] ?? decode(emptyRecord(offset)) },
    ])
    const before = process.cpuUsage()
    for (let at = 0; at < records.length; at += RECORDS_AT_ONCE)
      await lane?.process(records.slice(at, at + RECORDS_AT_ONCE))
    const { user, system } = process.cpuUsage(before)
    return (user + system) / records.length
  }

  // Other load on the machine only adds to a cost, so the lowest of several runs is closest to the truth.
  const sets = [
    detectors,
    detectors,
    [],
    ...detectors.map((left) => detectors.filter((each) => each !== left)),
  ]
  const least = sets.map(() => Infinity)
  await cost(detectors) // warms up the compiler
  for (let round = 0; round < ROUNDS; round++)
    for (const [at, some] of sets.entries()) least[at] = Math.min(least[at] ?? Infinity, await cost(some))
  const [all = Number.NaN, control = Number.NaN, none = Number.NaN, ...without] = least
  return [
    {
      what: `step and encode with all ${detectors.length} detectors`,
      figure: `${all.toFixed(2)} µs of processor time an event`,
    },
    {
      what: 'the same, measured once more: less than what they differ by is noise',
      figure: `${control.toFixed(2)} µs`,
    },
    { what: 'without any detector', figure: `${none.toFixed(2)} µs` },
    ...detectors.map(({ id }, at) => ({
      what: `what ${id} costs`,
      figure: `${(all - (without[at] ?? Number.NaN)).toFixed(2)} µs`,
    })),
  ]
}

const emptyRecord = (offset: number): InputRecord => ({
  topic: 'bench',
  partition: 0,
  offset,
  timestampMs: 0,
  value: null,
})
