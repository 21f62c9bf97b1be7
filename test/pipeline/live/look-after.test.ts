import { expect, it, onTestFinished } from 'vitest'

import { createLogger } from '../../../src/ops/log.ts'
import { lookAfter, type LookOptions } from '../../../src/pipeline/live/look-after.ts'
import { batchOf, createLiveFixture } from '../live-fixture.ts'

const end = 1_000

/** Looks after lanes of which the first has scored ten records of a thousand, until the test ends. */
async function given(options: Pick<LookOptions, 'commitEveryMs' | 'stalledAfterMs' | 'longestPauseMs'>) {
  const fixture = createLiveFixture()
  const { lanes, metrics } = fixture
  lanes.assign([0])
  await expect.poll(() => lanes.claimed).toBe(1)
  await lanes.take(batchOf(0, 10))
  const commits: ReadonlyMap<number, number>[] = []
  const fatal: unknown[] = []
  const ending = new AbortController()
  const looking = lookAfter({
    ...options,
    topic: 'queries',
    lanes,
    extents: async () => new Map([[0, { start: 0, end }]]),
    consumer: { commit: async (positions) => void commits.push(positions) },
    metrics,
    log: createLogger({ level: 'silent' }),
    onFatal: (error) => {
      fatal.push(error)
      ending.abort()
    },
    signal: ending.signal,
  })
  onTestFinished(() => {
    ending.abort()
    return looking
  })
  return { ...fixture, commits, fatal }
}

it('sees that nothing moves in time, however seldom offsets are committed', async () => {
  const options = { commitEveryMs: 500, stalledAfterMs: 50, longestPauseMs: 10 }
  const { commits, fatal } = await given(options)
  await expect.poll(() => fatal).toMatchObject([{ code: 'lane_stalled' }])
  expect(commits).toEqual([])
})

it('commits where the lanes stand, and measures what waits', async () => {
  const options = { commitEveryMs: 30, stalledAfterMs: 60_000, longestPauseMs: 10 }
  const { commits, metrics } = await given(options)
  await expect.poll(() => commits[0]).toEqual(new Map([[0, 10]]))
  expect((await metrics.lagRecords.get()).values).toMatchObject([{ value: end - 10 }])
})
