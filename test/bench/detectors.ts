import type { Detector } from '../../src/core/detector.ts'
import type { InputRecord } from '../../src/pipeline/input-record.ts'
import { built } from './built.ts'
import { createLanes, openDecoder, simulateCompany } from './company.ts'
import { median, type Row } from './measure.ts'

const RECORDS_AT_ONCE = 10_000

/** (f) Processor time of a look-up behind decode, with every detector and with all but one, run in turn. */
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

  await cost(detectors) // compiles
  const whole: number[] = []
  const differences: { id: string; difference: number }[] = []
  for (const left of detectors) {
    const all = await cost(detectors)
    const without = await cost(detectors.filter((each) => each !== left))
    whole.push(all)
    differences.push({ id: left.id, difference: all - without })
  }
  const none = await cost([])
  return [
    {
      what: `step and encode with all ${detectors.length} detectors`,
      figure: `${median(whole).toFixed(2)} µs of processor time an event`,
    },
    { what: 'without any detector', figure: `${none.toFixed(2)} µs` },
    ...differences.map(({ id, difference }) => ({
      what: `what ${id} costs`,
      figure: `${difference.toFixed(2)} µs`,
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
