import { describe, expect, it } from 'vitest'

import { encodePeerSums } from '../../../src/core/codec/peer-sums-codec.ts'
import { createLaneState } from '../../../src/core/lane-state.ts'
import { createLaneSnapshots } from '../../../src/core/peers/lane-snapshots.ts'
import { ownSums } from '../../../src/core/peers/peer-sums.ts'
import { workDayAt } from '../../../src/core/time.ts'
import { createLogger } from '../../../src/ops/log.ts'
import { createMetrics } from '../../../src/ops/metrics.ts'
import { loadSettings } from '../../../src/ops/settings.ts'
import { createLiveSnapshotReader } from '../../../src/pipeline/live/live-snapshot-reader.ts'
import { createMemoryStore } from '../../../src/state/memory.ts'
import { captureLog } from '../../ops/captured-log.ts'

const nowMs = Date.now()
const today = workDayAt(nowMs, 0)
const taught = encodePeerSums({ ...ownSums(createLaneState().peers), week: 1 })

/** What lane 0 says when it begins today beside others, of each of which there are snapshots of these days. */
async function beginBeside(...others: readonly (readonly number[])[]) {
  const { stream, lines } = captureLog()
  const metrics = createMetrics({ withProcess: false })
  const fieldsOf = (days: readonly number[]): ReadonlyMap<string, Buffer> =>
    new Map([
      ['snapshots', Buffer.from(JSON.stringify({ day: today, kept: days, used: [] }))],
      ...days.map((day) => [`snapshot:${day}`, Buffer.from(taught)] as const),
    ])
  const fields = others.map((days) => (days.length === 0 ? null : fieldsOf(days)))
  const askOthers = createLiveSnapshotReader({
    topic: 'queries',
    store: {
      ...createMemoryStore(),
      readFields: async (lane, names) => names.map((name) => fields[lane - 1]?.get(name) ?? null),
    },
    partitions: others.length + 1,
    settings: loadSettings({ file: null, environment: {}, fallbackTokenKey: 'sixteen bytes or more' }),
    metrics,
    log: createLogger({ level: 'info', stream }),
  })
  const state = createLaneState()
  state.snapshots = createLaneSnapshots()
  await askOthers?.(0, state, [nowMs], 0)
  const { values } = await metrics.snapshots.get()
  return {
    counts: Object.fromEntries(values.map(({ labels, value }) => [labels.snapshot, value])),
    said: lines(),
    used: state.snapshots.offers.get(today)?.map(({ lane, day }) => [lane, day]),
  }
}

describe('a lane that begins a day', () => {
  it('says whose snapshots are older or missing', async () => {
    const { counts, said } = await beginBeside([today - 1], [today - 3], [today])
    expect(counts).toEqual({ yesterday: 1, older: 1, missing: 1 })
    expect(said).toMatchObject([{ level: 'info', older: [2], missing: [3] }])
  })

  it('misses nothing of lanes that have never scored a look-up', async () => {
    const { counts, said, used } = await beginBeside([today - 1], [])
    expect(counts).toEqual({ yesterday: 1, older: 0, missing: 0 })
    expect(said).toEqual([])
    expect(used).toEqual([
      [1, today - 1],
      [2, null],
    ])
  })
})
