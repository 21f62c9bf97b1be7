import { expect, test } from 'vitest'

import { detectors } from '../../detectors/index.ts'
import { accountId } from '../../src/contract/brands.ts'
import { HOUR_MS } from '../../src/contract/time-units.ts'
import { LIMIT_SURPRISE, type Detector } from '../../src/core/detector.ts'
import { tailToTeach } from '../../src/core/peers/peers.ts'
import { createPolicy } from '../../src/core/policy.ts'
import { addDay } from '../../src/core/surprise/tails.ts'
import { createReport, type Report } from '../../src/inspect/report.ts'
import { recordLimit } from '../core/support/limits.ts'
import { lookUp } from '../core/support/look-ups.ts'
import { createRun } from '../core/support/run.ts'
import { parsePolicy } from '../ops/parse-policy.ts'
import { policy, replay, simulateLog } from './simulated-log.ts'

const log = simulateLog()
const inspect = async (account: string, untilMs = Infinity): Promise<Report> =>
  createReport(await replay(log.file, account, untilMs), policy, detectors)

const rowOf = (report: Report, what: string) => report.comparisons.find((each) => each.what === what)

test('a rented account shows what it does beside what is usual, and who speaks against it', async () => {
  const untilMs = Date.parse(log.theft.from) + 8 * HOUR_MS
  const report = await inspect(log.thief, untilMs)
  expect(report).toMatchObject({ account: log.thief, lane: 0, nextOffset: null, source: log.file })
  expect(Date.parse(report.lastSeen)).toBeLessThanOrEqual(untilMs)
  expect(Date.parse(report.laneSeen)).toBeLessThanOrEqual(untilMs)

  const foreign = rowOf(report, 'foreign in 24 hours')
  expect(foreign?.seen).toBeGreaterThan((foreign?.usual ?? 0) * 4)
  // So few days of the role are known that no more than one in eighty can be told.
  expect(foreign?.surprise).toBeGreaterThan(1.5)
  expect(report.windows.map(({ window }) => window)).toEqual(['PT1M', 'PT10M', 'PT1H', 'PT24H', 'P7D'])
  const { window, ...counted } = report.windows[0] ?? {}
  expect(window).toBe('PT1M')
  for (const of of Object.keys(counted) as (keyof typeof counted)[]) {
    const counts = report.windows.map((row) => row[of])
    expect(counts).toEqual(counts.toSorted((a, b) => a - b))
  }

  expect(report.opinions.map(({ detector }) => detector)).toEqual(detectors.map(({ id }) => id))
  expect(report.opinions.some(({ kind }) => kind === 'speaks')).toBe(true)
  expect(report.judgement).not.toBeNull()
  expect(report.alert).toMatchObject({ isShadow: false })
  expect(report.alert?.reasons.length).toBeGreaterThan(0)
})

test('an honest account has a week like that of its role', async () => {
  const report = await inspect(log.honest)
  const [own, role] = [report.week.own, report.week.roleShare].map((week) =>
    week.reduce((sum, each) => sum + each, 0),
  )
  expect(report.week.own).toHaveLength(168)
  expect(own).toBeGreaterThan(10)
  expect(role).toBeCloseTo(1)
  expect(report.activeDays).toBeGreaterThan(3)
  expect(report.nextOffset).toBe(log.lines.length)
  expect(report.hasLookUp).toBe(true)
  for (const { own, role } of report.comparisons.slice(0, 3)) {
    expect(own).toBeGreaterThan(0)
    expect(role).toBeGreaterThan(0)
  }
})

test('a report is plain JSON', async () => {
  const report = await inspect(log.thief)
  expect(JSON.parse(JSON.stringify(report))).toEqual(report)
})

test('a detector that is switched off says so, and one on trial is marked', async () => {
  const text = 'detectors: { slow-drip: { enabled: false }, volume-burst: { shadow: true } }'
  const changed = parsePolicy(text, { detectors, tokenKey: Buffer.alloc(16) })
  const { opinions } = createReport(await replay(log.file, log.honest), changed, detectors)
  expect(opinions.find(({ detector }) => detector === 'slow-drip')).toMatchObject({ kind: 'off' })
  expect(opinions.find(({ detector }) => detector === 'volume-burst')).toMatchObject({ isShadow: true })
})

test('a limit that refers to what is usual was crossed where the day is rare as well, as the judge has it', () => {
  const habit: Detector = { ...recordLimit('exports', 'medium', 0), id: 'exports', kind: 'action' }
  /** What is said where so many honest days of 100,000 came to as much. */
  const saidAfter = (asHigh: number) => {
    const run = createRun([habit])
    const tail = tailToTeach(run.lane.peers, 'exports')
    for (let day = 0; day < 100_000; day++) addDay(tail, day < asHigh ? 30 : 0)
    run.take(lookUp(1))
    const snapshot = { account: run.account('A-1'), lane: run.lane, laneNumber: 0, otherLanes: [] }
    const { opinions } = createReport(
      { ...snapshot, accountId: accountId('A-1'), nextOffset: 1, lookUp: lookUp(1), source: 'a test' },
      createPolicy({}, [habit], () => 'policy'),
      [habit],
    )
    return opinions[0]
  }
  expect(saidAfter(0)).toMatchObject({ limit: 0, surprise: LIMIT_SURPRISE })
  expect(saidAfter(1_000)).toMatchObject({ limit: null, surprise: expect.closeTo(2) })
})

test('an account that made no look-up is not found, nor one that made none until then', async () => {
  await expect(inspect('nobody')).rejects.toMatchObject({
    code: 'account_not_found',
    message: expect.stringContaining(`nobody was not found in ${log.file}`),
  })
  await expect(inspect(log.thief, 0)).rejects.toThrow('until 1970-01-01T00:00:00.000Z')
})
