import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { detectors } from '../../detectors/index.ts'
import { accountId } from '../../src/contract/brands.ts'
import type { LookUp, Reach } from '../../src/contract/look-up.ts'
import type { PolicyDocument } from '../../src/contract/policy.ts'
import { HOUR_MS, MINUTE_MS } from '../../src/contract/time-units.ts'
import { LIMIT_SURPRISE } from '../../src/core/alerts/found.ts'
import type { Detector } from '../../src/core/detector.ts'
import { tailToTeach } from '../../src/core/peers/peers.ts'
import { createPolicy } from '../../src/core/policy.ts'
import { addDay } from '../../src/core/surprise/tails.ts'
import { createReport, type Report } from '../../src/inspect/report.ts'
import { recordLimit } from '../core/support/limits.ts'
import { lookUp, waybills } from '../core/support/look-ups.ts'
import { createRun } from '../core/support/run.ts'
import { MONDAY_MS } from '../core/support/streams.ts'
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
  for (const opinion of report.opinions)
    if (opinion.kind === 'speaks')
      expect(opinion.reason).toMatch(/; (since|counted|as of|at|from) .*\d\d:\d\d/)
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
  for (const { own, peers } of report.comparisons.slice(0, 3)) {
    expect(own).toBeGreaterThan(0)
    expect(peers).toBeGreaterThan(0)
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

test('overrides for the role and the outlet of the newest look-up hold', async () => {
  const sight = await replay(log.file, log.honest)
  const kindUnder = (overrides: string) => {
    const changed = parsePolicy(`overrides: { ${overrides} }`, { detectors, tokenKey: Buffer.alloc(16) })
    const { opinions } = createReport(sight, changed, detectors)
    return opinions.find(({ detector }) => detector === 'slow-drip')?.kind
  }
  const off = '{ slow-drip: { enabled: false } }'
  expect(kindUnder(`roles: { courier: ${off} }`)).toBe('off')
  expect(kindUnder(`outlets: { ${sight.lookUp?.outletId}: ${off} }`)).toBe('off')
  expect(kindUnder(`roles: { finance: ${off} }, outlets: { elsewhere: ${off} }`)).toBe('silent')
})

test('a limit that refers to what is usual was crossed where the day is rare as well, as the judge has it', () => {
  const limit: Detector = recordLimit('exports', 'medium', 0)
  const habit: Detector = {
    ...limit,
    kind: 'action',
    detect: (view) => {
      const finding = limit.detect(view, limit.defaults)
      return finding && { ...finding, score: 10 }
    },
  }
  /** What is said where so many honest days of 100,000 came to as much. */
  const saidAfter = (asHigh: number) => {
    const run = createRun([habit])
    const tail = tailToTeach(run.lane.peers, 'exports')
    for (let day = 0; day < 100_000; day++) addDay(tail, day < asHigh ? 30 : 0)
    run.take(lookUp(1))
    const snapshot = { account: run.account('A-1'), lane: run.lane, laneNumber: 0, otherLanes: [] }
    const { opinions, judgement } = createReport(
      { ...snapshot, accountId: accountId('A-1'), nextOffset: 1, lookUp: lookUp(1), source: 'a test' },
      createPolicy({ alerts: { lowFalseAlarms: 10_000 } }, [habit], () => 'policy'),
      [habit],
    )
    return { ...opinions[0], judgement }
  }
  expect(saidAfter(0)).toMatchObject({
    limit: 0,
    surprise: LIMIT_SURPRISE,
    judgement: { isLimitCrossed: true },
  })
  expect(saidAfter(1_000)).toMatchObject({
    limit: null,
    surprise: expect.closeTo(2),
    judgement: { isLimitCrossed: false },
  })
})

/** The report on A-1 after these look-ups of it; with the newest one at hand, or from the state alone. */
const reportAfter = (lookUps: readonly LookUp[], isAtHand: boolean): Report => {
  const run = createRun([])
  for (const each of lookUps) run.take(each)
  const sight = { account: run.account('A-1'), lane: run.lane, laneNumber: 0, otherLanes: [], nextOffset: 1 }
  const newest = isAtHand ? (lookUps.at(-1) ?? null) : null
  const policyOf = createPolicy({}, [], () => 'policy')
  return createReport(
    { ...sight, accountId: accountId('A-1'), lookUp: newest, source: 'a test' },
    policyOf,
    [],
  )
}

test('the role is that of the newest look-up in full, else as the account is known, and none that is only assumed', () => {
  const said = 'regional operations manager'
  expect(reportAfter([lookUp(1, { role: said })], true).role).toBe(said)
  expect(reportAfter([lookUp(1, { role: said })], false).role).toMatch(/^regional…/)
  const nameless = Array.from({ length: 60 }, (_, at) =>
    lookUp(at, { role: null, occurredAt: MONDAY_MS + at * 2 * HOUR_MS }),
  )
  expect(reportAfter(nameless, true).role).toBeNull()
  expect(reportAfter(nameless, false).role).toBeNull()
})

test('of the week of a role never seen no hour has a share', () => {
  const { week } = reportAfter([lookUp(1, { role: null })], true)
  expect(new Set(week.roleShare)).toEqual(new Set([0]))
})

test('from the state alone overrides hold for the role and the outlet that the alert names, and its signs come loudest first', () => {
  const limit = recordLimit('limit', 'medium', 0)
  const run = createRun([limit])
  run.take(lookUp(1))
  run.take(lookUp(2, { account: 'A-2', occurredAt: MONDAY_MS + HOUR_MS }))
  const [alert, account] = [run.lane.alerts.get('A-1'), run.account('A-1')]
  const [signal] = alert?.signals ?? []
  if (alert === undefined || signal === undefined) throw new Error('there should be an alert')
  const signals = [
    { ...signal, surprise: 1, reason: 'faint' },
    { ...signal, surprise: 9, reason: 'loud' },
  ]
  run.lane.alerts.set('A-1', {
    ...alert,
    records: alert.records + 3,
    role: 'a role that the state has cut',
    outletId: 'O-1',
    signals,
  })
  const sight = { account, lane: run.lane, laneNumber: 0, otherLanes: [], nextOffset: 2, lookUp: null }
  const under = (overrides: PolicyDocument['overrides'] = {}) =>
    createReport(
      { ...sight, accountId: accountId('A-1'), source: 'a test' },
      createPolicy({ overrides }, [limit], () => 'policy'),
      [limit],
    )
  const off = { limit: { enabled: false } }
  expect(under().opinions[0]?.kind).toBe('speaks')
  expect(under({ outlets: { 'O-1': off } }).opinions[0]?.kind).toBe('off')
  expect(under({ roles: { 'a role that the state has cut': off } }).opinions[0]?.kind).toBe('off')
  expect(under().alert?.reasons).toEqual(['loud', 'faint'])
  expect(under().alert?.untoldRecords).toBe(3)
  expect(Date.parse(under().laneSeen) - Date.parse(under().lastSeen)).toBe(HOUR_MS)
})

test('the first and the last look-up are told, and whole waybills also where they are estimated', () => {
  const first = lookUp(1, { waybills: waybills(0, 5_000) })
  const last = lookUp(2, { occurredAt: MONDAY_MS + 90 * MINUTE_MS, waybills: waybills(5_000, 5_000) })
  const report = reportAfter([first, last], true)
  expect([report.firstSeen, report.lastSeen].map(Date.parse)).toEqual([MONDAY_MS, MONDAY_MS + 90 * MINUTE_MS])
  const { distinct, foreign } = report.windows.find(({ window }) => window === 'PT24H') ?? {}
  expect(distinct).toBeGreaterThan(8_000)
  expect([distinct, foreign].every(Number.isInteger)).toBe(true)
})

test('a replay goes on to the last event of the time given, and has the newest look-up of the account', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'waywarden-inspect-')), 'events.ndjson')
  const [ten, eleven] = ['2026-03-02T10:00:00+08:00', '2026-03-02T11:00:00+08:00']
  const line = (eventId: string, occurredAt: string, account: string, outletId: string) =>
    JSON.stringify({
      eventId,
      occurredAt,
      accountId: account,
      outletId,
      action: 'query',
      outcome: 'found',
      waybills: [{ no: `YT${eventId}` }],
    })
  const lines = [
    line('1', ten, 'a', 'O-1'),
    line('2', eleven, 'a', 'O-2'),
    line('3', eleven, 'a', 'O-3'),
    line('4', ten, 'a', 'O-4'),
    line('5', eleven, 'b', 'O-5'),
  ]
  writeFileSync(file, `${lines.join('\n')}\n`)
  expect((await replay(file, 'a')).lookUp).toMatchObject({ outletId: 'O-3' })
  const early = await replay(file, 'a', Date.parse(ten))
  expect(early.lookUp).toMatchObject({ outletId: 'O-4' })
  expect(early.account.windows.nowMs).toBe(Date.parse(ten))
  expect((await replay(file, 'a', Date.parse(eleven))).account.windows.nowMs).toBe(Date.parse(eleven))
})

test('an account that made no look-up is not found, nor one that made none until then', async () => {
  await expect(inspect('nobody')).rejects.toMatchObject({
    code: 'account_not_found',
    message: expect.stringContaining(`account "nobody" was not found in ${log.file}`),
  })
  await expect(inspect(log.thief, 0)).rejects.toThrow('until 1970-01-01 08:00 (UTC+08:00)')
})

test('of a log without outlets nobody knows what is foreign', () => {
  const foreignAfter = (reach: Reach) =>
    reportAfter([lookUp(1, { waybills: waybills(0, 20, reach) })], true).windows.map(({ foreign }) => foreign)
  // Before the first hour has ended it is taken to say.
  expect(foreignAfter('unknown')).toEqual([0, 0, 0, 0, 0])
  const later = [0, 2].map((hours) =>
    lookUp(hours, { occurredAt: MONDAY_MS + hours * HOUR_MS, waybills: waybills(hours * 100, 9, 'unknown') }),
  )
  expect(reportAfter(later, true).windows.map(({ foreign }) => foreign)).toEqual([
    null,
    null,
    null,
    null,
    null,
  ])
})
