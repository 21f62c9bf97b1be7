import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { detectors } from '../../detectors/index.ts'
import { actions, outcomes, type LookUp, type Reach } from '../../src/contract/look-up.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../src/contract/time-units.ts'
import { OwnSum, ownSum } from '../../src/core/account.ts'
import { encodeAccount } from '../../src/core/codec/account-codec.ts'
import { createCounting } from '../../src/core/habits/reading.ts'
import { metrics, type Metric } from '../../src/core/windows/metrics.ts'
import { REMEMBERED_EVENTS } from '../../src/core/windows/recent-events.ts'
import { countIn } from '../../src/core/windows/windows.ts'
import { recordLimit } from './support/limits.ts'
import { lookUp, waybill, waybills } from './support/look-ups.ts'
import { createRun, type Run } from './support/run.ts'
import { MONDAY_MS, paces, SEED, timesOutOfOrder } from './support/streams.ts'

const reaches: readonly Reach[] = ['own', 'foreign', 'unknown']
const overTwo = recordLimit('over-two', 'medium', 2)
const overTen = recordLimit('over-ten', 'high', 10)

const said = fc.record({
  account: fc.constantFrom('A-1', 'A-2', 'A-3', 'alert:\u{1F4E6}'),
  first: fc.integer({ min: 0, max: 600 }),
  rows: fc.oneof({ weight: 6, arbitrary: fc.constant(1) }, fc.integer({ min: 0, max: 80 })),
  role: fc.constantFrom(
    null,
    'courier',
    'clerk',
    '',
    'twelve units\u{1F4E6}',
    'half a pair\u{1F4E6}',
    'half\u{1F4E6} a pair',
  ),
  action: fc.constantFrom(...actions),
  outcome: fc.constantFrom('found' as const, ...outcomes),
  deviceId: fc.constantFrom(null, 'D-1', 'D-2', 'D-3'),
  // Now and then the same event again.
  isAgain: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, fc.constant(true)),
})

const streams: fc.Arbitrary<LookUp[]> = fc
  .oneof(...Object.values(paces).map((pace) => timesOutOfOrder(pace)))
  .chain((times) =>
    fc.tuple(...times.map(() => said)).map((all) =>
      times.map((occurredAt, id) => {
        const { first, rows, isAgain, ...rest } = all[id] as NonNullable<(typeof all)[number]>
        const shown = Array.from({ length: rows }, (_, at) =>
          waybill(first + at, reaches[(first + at) % 3] ?? 'own'),
        )
        return lookUp(isAgain ? Math.max(0, id - 1) : id, { ...rest, occurredAt, waybills: shown })
      }),
    ),
  )

describe('the same look-ups', () => {
  it('give the same alerts and the same bytes, wherever the lane was restarted', () => {
    let published = 0
    fc.assert(
      fc.property(streams, fc.array(fc.nat(120), { maxLength: 12 }), (all, restarts) => {
        const undisturbed = createRun([...detectors, overTwo, overTen])
        const restarted = createRun([...detectors, overTwo, overTen])
        for (const [at, each] of all.entries()) {
          if (restarts.includes(at)) restarted.restart()
          expect(restarted.take(each)).toEqual(undisturbed.take(each))
        }
        expect(restarted.revisions).toEqual(undisturbed.revisions)
        expect(restarted.store()).toEqual(undisturbed.store())
        published += undisturbed.revisions.length
      }),
      { seed: SEED, numRuns: 80 },
    )
    expect(published).toBeGreaterThan(80)
  })

  it('give the same over weeks of work in which a lane learns, forgets, raises and closes', () => {
    const work = (restartEvery: number): Run => {
      const run = createRun([...detectors, overTen])
      let id = 0
      for (let hour = 0; hour < 24 * 16; hour++) {
        for (let account = 0; account < 4; account++) {
          const isTheft = account === 3 && hour % 100 === 50
          const occurredAt = MONDAY_MS + hour * HOUR_MS + account * 7 * MINUTE_MS
          const shown = waybills(id * 100, isTheft ? 30 : (hour * (account + 1)) % 5, reaches[hour % 3])
          run.take(lookUp(id, { account: `A-${account}`, occurredAt, waybills: shown }))
          id++
          if (id % restartEvery === 0) run.restart()
        }
      }
      return run
    }
    const undisturbed = work(Infinity)
    const restarted = work(37)
    expect(restarted.revisions).toEqual(undisturbed.revisions)
    expect(restarted.store()).toEqual(undisturbed.store())
    expect(new Set(undisturbed.revisions.map(({ status }) => status))).toContain('closed')
  })
})

const count = (run: Run, metric: Metric, window = 4): number =>
  countIn(run.account('A-1').windows, metrics.indexOf(metric), window)

describe('a look-up', () => {
  it('is counted once, and known for a duplicate when it comes again among the last ones of its account', () => {
    const run = createRun([])
    expect(run.take(lookUp(1))).toEqual({ kind: 'counted', isLate: false })
    for (let id = 2; id <= REMEMBERED_EVENTS; id++) run.take(lookUp(id, { occurredAt: MONDAY_MS + id }))
    const before = encodeAccount(run.account('A-1'))
    expect(run.take(lookUp(1))).toEqual({ kind: 'duplicate' })
    expect(encodeAccount(run.account('A-1'))).toEqual(before)
    expect(count(run, 'lookUps')).toBe(REMEMBERED_EVENTS)
  })

  it('of another account is no duplicate', () => {
    const run = createRun([])
    run.take(lookUp(1))
    expect(run.take(lookUp(1, { account: 'A-2' }))).toEqual({ kind: 'counted', isLate: false })
  })

  it('that comes late is counted where it belongs, and said to be late', () => {
    const run = createRun([])
    run.take(lookUp(1, { occurredAt: MONDAY_MS + 2 * DAY_MS }))
    expect(run.take(lookUp(2, { occurredAt: MONDAY_MS }))).toEqual({ kind: 'counted', isLate: true })
    expect([count(run, 'lookUps', 3), count(run, 'lookUps', 4)]).toEqual([1, 2])
  })

  it('that comes late does not make a waybill older that was looked up since', () => {
    const run = createRun([])
    const shown = [waybill(7)]
    run.take(lookUp(1, { occurredAt: MONDAY_MS + DAY_MS, waybills: shown }))
    run.take(lookUp(2, { occurredAt: MONDAY_MS, waybills: shown }))
    expect(createCounting(run.account('A-1'), run.lane.peers).distinct('PT1M')).toBe(1)
  })

  it('is rejected when it happened before the longest window, and leaves no trace', () => {
    const run = createRun([])
    run.take(lookUp(1, { occurredAt: MONDAY_MS + 7 * DAY_MS }))
    const before = run.store()
    expect(run.take(lookUp(2, { occurredAt: MONDAY_MS }))).toMatchObject({
      kind: 'reject',
      reject: { reason: 'too_late', pointer: '/occurredAt' },
    })
    expect(run.store()).toEqual(before)
    expect(run.take(lookUp(3, { occurredAt: MONDAY_MS + 1 })).kind).toBe('counted')
  })

  it('of one account does not move the windows of another', () => {
    const run = createRun([])
    run.take(lookUp(1))
    const before = encodeAccount(run.account('A-1'))
    run.take(lookUp(2, { account: 'A-2', occurredAt: MONDAY_MS + 300 * DAY_MS }))
    expect(encodeAccount(run.account('A-1'))).toEqual(before)
    expect(run.take(lookUp(3, { occurredAt: MONDAY_MS + SECOND_MS }))).toEqual({
      kind: 'counted',
      isLate: false,
    })
    expect(count(run, 'lookUps', 0)).toBe(2)
  })

  it('counts as what it is', () => {
    const run = createRun([])
    run.take(lookUp(1, { waybills: waybills(0, 3), records: 8 }))
    run.take(lookUp(2, { outcome: 'not_found', waybills: waybills(10, 1) }))
    run.take(lookUp(3, { outcome: 'denied', waybills: waybills(20, 1), records: 50 }))
    run.take(lookUp(4, { action: 'export', waybills: [], records: 5 }))
    run.take(lookUp(5, { action: 'reveal', waybills: waybills(30, 1, 'own') }))
    expect(Object.fromEntries(metrics.map((metric) => [metric, count(run, metric)]))).toEqual({
      lookUps: 5,
      records: 14,
      unexplained: 13,
      notFound: 1,
      denied: 1,
      exports: 1,
    })
  })

  it('shows records without a known reason unless there is a ticket, or the waybill passes the own outlet', () => {
    const run = createRun([])
    run.take(lookUp(1, { waybills: waybills(0, 5), ticketId: 'T-1' }))
    run.take(lookUp(2, { waybills: waybills(10, 5, 'own') }))
    expect(count(run, 'unexplained')).toBe(0)
    run.take(lookUp(3, { waybills: waybills(20, 5, 'unknown') }))
    run.take(lookUp(4, { waybills: waybills(30, 5, 'foreign') }))
    run.take(lookUp(5, { waybills: waybills(40, 5, 'own'), records: 7 }))
    expect(count(run, 'unexplained')).toBe(12)
  })

  it('that found nothing shows no waybills', () => {
    const run = createRun([])
    run.take(lookUp(1, { outcome: 'not_found', waybills: waybills(0, 5) }))
    expect(run.account('A-1').windows.codes.map(({ size }) => size)).toEqual([0, 0, 0])
  })
})

describe('a look-up that comes late', () => {
  it('counts in its day, and not in the hour under way', () => {
    const run = createRun(detectors)
    const at = (hour: number) => MONDAY_MS + hour * HOUR_MS
    const apart = (from: number, count: number) =>
      Array.from({ length: count }, (_, each) => waybill((from + each) * 1_000))
    run.take(lookUp(1, { occurredAt: at(8), waybills: apart(0, 3) }))
    run.take(lookUp(2, { occurredAt: at(11), waybills: apart(100, 4) }))
    run.take(lookUp(3, { occurredAt: at(8) + MINUTE_MS, waybills: apart(200, 20) }))
    const day = { dayDistinct: 27, dayForeign: 27 }
    expect(run.account('A-1').underWay).toMatchObject({ ...day, hourDistinct: 4 })
    // Of a day that is over nothing is under way.
    run.take(lookUp(4, { occurredAt: at(8 - 24), waybills: apart(300, 20) }))
    expect(run.account('A-1').underWay).toMatchObject(day)
  })

  it('counts in windows and no habits of today where its day is over', () => {
    const run = createRun(detectors)
    run.take(lookUp(1, { occurredAt: MONDAY_MS + 2 * DAY_MS }))
    const before = [...run.account('A-1').today]
    const occurredAt = MONDAY_MS + DAY_MS
    run.take(lookUp(2, { occurredAt, action: 'export', waybills: [], records: 1_500, deviceId: 'new' }))
    run.take(lookUp(3, { occurredAt, waybills: waybills(0, 20), ticketId: 'T-1' }))
    expect([...run.account('A-1').today]).toEqual(before)
    expect(count(run, 'records', 4)).toBe(1_500 + 20 + 1)
  })
})

describe('a role', () => {
  /** A week with one role, then days with another on every `everyDays`th of them; how many active days are known in the end. */
  const daysKnown = (everyDays: number): number => {
    const run = createRun(detectors)
    for (let day = 0; day < 14; day++) {
      const isOther = day >= 7 && day % everyDays === 0
      for (const [at, role] of ['courier', isOther ? 'clerk' : 'courier', 'courier'].entries()) {
        const occurredAt = MONDAY_MS + day * DAY_MS + at * HOUR_MS
        run.take(lookUp(day * 10 + at, { occurredAt, role, waybills: waybills(day * 100 + at * 10, 5) }))
      }
    }
    return ownSum(run.account('A-1'), OwnSum.activeDays)
  }

  it('with a long name is no other that begins alike, and takes an account no more room', () => {
    const run = createRun([])
    for (const [at, role] of ['customer-service', 'customer-service-lead'].entries()) {
      run.take(lookUp(at, { account: `A-${at}`, role }))
    }
    const names = ['A-0', 'A-1'].map((id) => run.account(id).role)
    expect(new Set(names).size).toBe(2)
    expect(names.map((name) => name.length).filter((length) => length > 12)).toEqual([])
    run.take(lookUp(2, { account: 'A-0', role: 'customer-service' }))
    expect(run.account('A-0').role).toBe(names[0])
  })

  it('that is new makes what was usual worthless, and two by turns do not', () => {
    const constant = daysKnown(1_000)
    expect(constant).toBeGreaterThan(9)
    expect(daysKnown(7)).toBeLessThan(constant - 5)
    expect(daysKnown(1)).toBe(daysKnown(7))
  })
})
