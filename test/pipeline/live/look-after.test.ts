import { expect, it, onTestFinished } from 'vitest'

import { WaywardenError } from '../../../src/contract/errors.ts'
import { createLogger } from '../../../src/ops/log.ts'
import { lookAfter, type LookOptions } from '../../../src/pipeline/live/look-after.ts'
import { captureLog } from '../../ops/captured-log.ts'
import { batchOf, createLiveFixture } from '../live-fixture.ts'

const end = 1_000

type Times = Pick<LookOptions, 'commitEveryMs' | 'stalledAfterMs' | 'longestPauseMs'>

/** Looks after lanes of which the first has scored ten records of a thousand, until the test ends. */
async function given(options: Times & Partial<LookOptions>, fixture = createLiveFixture()) {
  const { lanes } = fixture
  lanes.assign([0])
  await expect.poll(() => lanes.claimed).toBe(1)
  await lanes.take(batchOf(0, 10))
  return look(options, fixture)
}

/** Looks after the lanes until the test ends. */
function look(
  {
    extents = { fresh: async () => new Map([[0, { start: 0, end }]]) },
    onStore = () => undefined,
    ...options
  }: Times & Partial<LookOptions>,
  { lanes, metrics }: ReturnType<typeof createLiveFixture>,
) {
  const { stream, lines } = captureLog()
  const commits: ReadonlyMap<number, number>[] = []
  const fatal: unknown[] = []
  const ending = new AbortController()
  const looking = lookAfter({
    ...options,
    topic: 'queries',
    lanes,
    extents,
    consumer: { commit: async (positions) => void commits.push(positions) },
    metrics,
    log: createLogger({ level: 'info', stream }),
    onStore,
    onFatal: (error) => {
      fatal.push(error)
      ending.abort()
    },
    signal: ending.signal,
  })
  const stop = () => {
    ending.abort()
    return looking
  }
  onTestFinished(stop)
  return { commits, fatal, lines, stop }
}

it('sees that nothing moves in time, however seldom offsets are committed', async () => {
  const options = { commitEveryMs: 500, stalledAfterMs: 50, longestPauseMs: 10 }
  const { commits, fatal } = await given(options)
  await expect
    .poll(() => fatal)
    .toMatchObject([{ code: 'lane_stalled', message: /cleanup\.policy must be delete/ }])
  expect(commits).toEqual([])
})

it('looks no more once the process stops', async () => {
  let looks = 0
  const fresh = async () => (looks++, new Map([[0, { start: 0, end }]]))
  const minuteMs = 60_000
  const times = { commitEveryMs: minuteMs, longestPauseMs: minuteMs, stalledAfterMs: minuteMs }
  const { stop } = await given({ ...times, extents: { fresh } })
  await stop()
  expect(looks).toBe(0)
})

it('commits where the lanes stand, and measures what waits', async () => {
  const options = { commitEveryMs: 30, stalledAfterMs: 60_000, longestPauseMs: 10 }
  const fixture = createLiveFixture()
  const { commits } = await given(options, fixture)
  await expect.poll(() => commits[0]).toEqual(new Map([[0, 10]]))
  expect(await lagIn(fixture)).toEqual([end - 10])
})

it('measures what waits when a lane is claimed, and at each look, not by batches, which count what lies behind an open transaction', async () => {
  const fixture = createLiveFixture({ extent: { start: 0, end: 500 } })
  const { lanes } = fixture
  lanes.assign([0])
  await expect.poll(() => lanes.claimed).toBe(1)
  await lanes.take(batchOf(0, 10))
  expect(await lagIn(fixture)).toEqual([500])
  look({ commitEveryMs: 10, stalledAfterMs: 60_000 }, fixture)
  await expect.poll(() => lagIn(fixture)).toEqual([end - 10])
})

it('sees that the store is away, and that it is back, though no record comes, and says so once', async () => {
  let isAway = false
  const fixture = createLiveFixture({
    store: (inner) => ({
      ...inner,
      standOf: (lane) =>
        isAway
          ? Promise.reject(new WaywardenError('redis_unavailable', 'it is away', { cause: null }))
          : inner.standOf(lane),
    }),
  })
  const looks: boolean[] = []
  const options = {
    commitEveryMs: 10,
    stalledAfterMs: 60_000,
    onStore: (isThere: boolean) => void looks.push(isThere),
  }
  const { fatal, lines, commits } = await given(options, fixture)
  await expect.poll(() => looks.at(-1)).toBe(true)
  isAway = true
  await expect.poll(() => looks.slice(-3)).toEqual([false, false, false])
  expect(lines()).toMatchObject([{ level: 'warn', code: 'redis_unavailable' }])
  const before = commits.length
  await expect.poll(() => commits.length).toBeGreaterThan(before)
  isAway = false
  await expect.poll(() => looks.at(-1)).toBe(true)
  expect(fatal).toEqual([])
})

it('says once that the brokers do not answer, and looks on', async () => {
  let asked = 0
  const fresh = async () => {
    asked++
    throw new WaywardenError('kafka_unavailable', 'they are away', { cause: null })
  }
  const { fatal, lines } = await given({ commitEveryMs: 10, stalledAfterMs: 60_000, extents: { fresh } })
  await expect.poll(() => asked).toBeGreaterThan(2)
  expect(lines()).toMatchObject([{ level: 'warn', code: 'kafka_unavailable' }])
  expect(fatal).toEqual([])
})

it('measures what waits where a lane has stopped, and does not take it for one that stands still', async () => {
  let isCorrupt = false
  const fixture = createLiveFixture({
    store: (inner) => ({
      ...inner,
      load: (lane, keys) => (isCorrupt ? Promise.reject(corrupt()) : inner.load(lane, keys)),
    }),
  })
  const options = { commitEveryMs: 10, stalledAfterMs: 20 }
  const { lanes } = fixture
  const { commits, fatal } = await given(options, fixture)
  isCorrupt = true
  await lanes.take(batchOf(10, 20, { accountOf: () => 'somebody new' }))
  expect(lanes.stopped).toEqual([0])
  await expect.poll(() => lagIn(fixture)).toEqual([end - 10])
  const before = commits.length
  await expect.poll(() => commits.length).toBeGreaterThan(before + 5)
  expect(fatal).toEqual([])
})

it('does not claim to know what waits where a lane has stopped before it had its place', async () => {
  const options = { extent: { start: 0, end } }
  const fixture = createLiveFixture(options)
  const { lanes } = fixture
  await given({ commitEveryMs: 10, stalledAfterMs: 60_000 }, fixture)
  options.extent = { start: 15, end }
  lanes.reclaim()
  await expect.poll(() => lanes.stopped).toEqual([0])
  expect(await lagIn(fixture)).toEqual([])
})

const lagIn = async ({ metrics }: Pick<ReturnType<typeof createLiveFixture>, 'metrics'>) =>
  (await metrics.lagRecords.get()).values.map(({ value }) => value)

const corrupt = () => new WaywardenError('state_corrupt', 'corrupt', { cause: null })

it('commits, and lets the healthy lanes forget, where the store refuses to trim one', async () => {
  const trimmed = new Set<number>()
  const fixture = createLiveFixture({
    store: (inner) => ({
      ...inner,
      trim: async (lane, epoch, through) => {
        if (lane === 0) throw new WaywardenError('redis_unavailable', 'away', { cause: null })
        trimmed.add(lane)
        return inner.trim(lane, epoch, through)
      },
    }),
  })
  const { lanes } = fixture
  lanes.assign([0, 1])
  await expect.poll(() => lanes.claimed).toBe(2)
  // Five minutes and a second: the last portion has a coverage record to forget.
  for (const partition of [0, 1]) await lanes.take(batchOf(0, 301, { partition }))
  const { commits } = look({ commitEveryMs: 10, stalledAfterMs: 60_000 }, fixture)
  await expect.poll(() => commits.length).toBeGreaterThan(0)
  expect([...trimmed]).toEqual([1])
})
