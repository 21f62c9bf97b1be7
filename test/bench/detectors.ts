import type { Detector } from '../../src/core/detector.ts'
import type { InputRecord } from '../../src/pipeline/input-record.ts'
import { built } from './built.ts'
import { createLanes, openDecoder, simulateCompany } from './company.ts'
import type { Row } from './measure.ts'

const RECORDS_AT_ONCE = 10_000
const ROUNDS = 5

/** (f) Processor time of a look-up behind decode, with every detector and with all but one: the least of some rounds in turn. */
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

  const all = createLeast(() => cost(detectors))
  const control = createLeast(() => cost(detectors))
  const none = createLeast(() => cost([]))
  const without = detectors.map((left) => createLeast(() => cost(detectors.filter((each) => each !== left))))
  await cost(detectors) // compiles
  for (let round = 0; round < ROUNDS; round++)
    for (const each of [all, none, ...without, control]) await each.measure()
  return [
    {
      what: `step and encode with all ${detectors.length} detectors`,
      figure: `${all.least.toFixed(2)} µs of processor time an event`,
    },
    {
      what: 'the same, measured once more: less than what they differ by is noise',
      figure: `${control.least.toFixed(2)} µs`,
    },
    { what: 'without any detector', figure: `${none.least.toFixed(2)} µs` },
    ...detectors.map(({ id }, at) => ({
      what: `what ${id} costs`,
      figure: `${(all.least - (without[at]?.least ?? Number.NaN)).toFixed(2)} µs`,
    })),
  ]
}

/** What else the machine does only adds to a cost, so the least of some runs is nearest to it. */
const createLeast = (run: () => Promise<number>) => {
  let least = Infinity
  return {
    get least() {
      return least
    },
    measure: async () => void (least = Math.min(least, await run())),
  }
}

const emptyRecord = (offset: number): InputRecord => ({
  topic: 'bench',
  partition: 0,
  offset,
  timestampMs: 0,
  value: null,
})
