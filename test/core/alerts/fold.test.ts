import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { exposureCeiling } from '../../../detectors/exposure-ceiling.ts'
import { detectors } from '../../../detectors/index.ts'
import { actions, outcomes, type Reach } from '../../../src/contract/look-up.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../src/contract/time-units.ts'
import { emitRevision, isGraverThanEver } from '../../../src/core/alerts/alert-revisions.ts'
import { LIMIT_SURPRISE } from '../../../src/core/alerts/found.ts'
import type { OpenAlert } from '../../../src/core/alerts/open-alert.ts'
import type { Counted, Detector } from '../../../src/core/detector.ts'
import type { View } from '../../../src/core/view.ts'
import { alertRecord } from '../../../src/pipeline/alert-record.ts'
import { readReference, referenceCheck } from '../../contract/reference.ts'
import { defaultPolicy } from '../../ops/default-policy.ts'
import { recordLimit } from '../support/limits.ts'
import { lookUp, waybill, waybills } from '../support/look-ups.ts'
import { createRun, type Run } from '../support/run.ts'
import { signOf } from '../support/signs.ts'
import { MONDAY_MS, paces, SEED, timesOutOfOrder } from '../support/streams.ts'

const overTen = recordLimit('over-ten', 'medium', 10)
const overHundred = recordLimit('over-hundred', 'high', 100)
/** The same, of one look-up that shows as many. */
const manyAtOnce = {
  ...overHundred,
  detect: (view: View, limits: typeof overHundred.defaults) =>
    view.lookUp.records > 100 ? overHundred.detect(view, limits) : null,
}

/** The detectors' own severities, whatever harm is done. */
const ownSeverity = { alerts: { highRecords: 1e9, criticalRecords: 1e9 } }

let nextId = 0

/** The account reads `records` foreign waybills in one look-up. */
const read = (run: Run, occurredAt: number, records: number): void => {
  nextId++
  run.take(lookUp(nextId, { occurredAt, waybills: waybills(nextId * 1_000, records) }))
}

/** Another account looks something up, which moves the lane's time. */
const passTime = (run: Run, occurredAt: number): void => {
  nextId++
  run.take(lookUp(nextId, { occurredAt, account: 'A-other', waybills: [waybill(1, 'own')] }))
}

const statuses = (run: Run) => run.revisions.map(({ status }) => status)
const last = (run: Run) => run.revisions.at(-1)

/** A minute past a boundary of every bin, so that no bin straddles what the tests measure. */
const NOON_MS = Math.floor(MONDAY_MS / DAY_MS) * DAY_MS + 12 * HOUR_MS + MINUTE_MS

describe('an incident', () => {
  it('is one alert, however many findings it has', () => {
    const run = createRun([overTen], ownSeverity)
    for (let each = 0; each < 200; each++) read(run, NOON_MS + each * SECOND_MS, 1)
    expect(new Set(run.revisions.map(({ alertId }) => alertId)).size).toBe(1)
    expect(run.revisions.map(({ records }) => records)).toEqual([11, 22, 44, 88, 176])
    expect(run.revisions.map(({ revision }) => revision)).toEqual([1, 2, 3, 4, 5])
    expect(statuses(run)).toEqual(['open', 'updated', 'updated', 'updated', 'updated'])
  })

  it('is one alert of an account all of whose look-ups come days after those of others', () => {
    const run = createRun([overTen], ownSeverity)
    const mine = () => run.revisions.filter(({ entity }) => entity.id === 'A-1')
    for (let each = 0; each < 60; each++) {
      passTime(run, NOON_MS + 2 * DAY_MS + each * SECOND_MS)
      read(run, NOON_MS + each * SECOND_MS, 1)
    }
    expect(mine().map(({ revision, records }) => [revision, records])).toEqual([
      [1, 11],
      [2, 22],
      [3, 44],
    ])
    passTime(run, NOON_MS + 2 * DAY_MS + 2 * HOUR_MS)
    expect(mine().at(-1)).toMatchObject({ status: 'closed', revision: 4 })
  })

  it('says since when: the first look-up of the window, by the clock of the company', () => {
    const run = createRun([overTen])
    read(run, NOON_MS, 6)
    read(run, NOON_MS + 10 * MINUTE_MS, 6)
    expect(last(run)?.signals[0]?.reason).toBe('12 records in 24 hours; since 20:01 on 1 March')
    const later = createRun([overTen])
    read(later, NOON_MS, 6)
    read(later, NOON_MS + 5 * HOUR_MS, 6)
    expect(last(later)?.signals[0]?.reason).toBe('12 records in 24 hours; since 20:01 on 1 March')
    // Of what is longer ago than an hour, and not the account's first, only the bin is known.
    const known = createRun([overTen])
    for (const hours of [-48, 0, 5]) read(known, NOON_MS + hours * HOUR_MS, 6)
    expect(last(known)?.signals[0]?.reason).toBe(
      '12 records in 24 hours; since 20:00 on 1 March at the earliest',
    )
  })

  /** The own outlet's waybills from 20:01 on, foreign ones from 22:31 on, and the last of them so many hours after 20:01. */
  const saidOf = (counted: Counted, hours = 3) => {
    const run = createRun([overTenOf(counted)])
    nextId++
    run.take(lookUp(nextId, { occurredAt: NOON_MS, waybills: waybills(nextId * 1_000, 6, 'own') }))
    read(run, NOON_MS + 150 * MINUTE_MS, 1)
    read(run, NOON_MS + hours * HOUR_MS, 6)
    return last(run)?.signals[0]?.reason
  }

  const overTenOf = (counted: Counted): Detector => ({
    ...overTen,
    detect: (view) => {
      const finding = overTen.detect(view, overTen.defaults)
      return finding === null ? null : { ...finding, counted }
    },
  })

  it('says since when what is counted was seen, not since when the account has been at work', () => {
    expect(saidOf('foreign')).toBe('13 records in 24 hours; since 22:30 on 1 March')
    expect(saidOf('look-up')).toBe('13 records in 24 hours; at 23:01 on 1 March')
  })

  it('says over what it was counted, where it is not known when the first of it came', () => {
    // From four in the morning on, or from the account's first look-up.
    expect(saidOf('day')).toBe('13 records in 24 hours; counted from 20:01 to 23:01 on 1 March')
    // One in the morning belongs to the evening before.
    expect(saidOf('day', 5)).toBe('13 records in 24 hours; counted from 20:01 on 1 March to 01:01 on 2 March')
    const sudden = createRun([overTenOf('day')])
    sudden.take(lookUp(1, { occurredAt: NOON_MS, waybills: waybills(1_000, 12) }))
    expect(last(sudden)?.signals[0]?.reason).toBe('12 records in 24 hours; at 20:01 on 1 March')
    expect(saidOf('lately')).toBe('13 records in 24 hours; up to 04:00 on 1 March')
  })

  it('has a new revision when exposure has doubled, and not one record sooner', () => {
    const run = createRun([overTen])
    read(run, NOON_MS, 20)
    read(run, NOON_MS + 1, 19)
    expect(statuses(run)).toEqual(['open'])
    read(run, NOON_MS + 2, 1)
    expect(statuses(run)).toEqual(['open', 'updated'])
  })

  it('has a new revision when exposure has grown by the factor of the policy', () => {
    const run = createRun([overTen], { alerts: { exposureGrowth: 1.5 } })
    read(run, NOON_MS, 20)
    read(run, NOON_MS + 1, 10)
    expect(run.revisions.map(({ records }) => records)).toEqual([20, 30])
  })

  it('has a new revision when its severity rises, and keeps the highest', () => {
    const run = createRun([overTen, overHundred], ownSeverity)
    read(run, NOON_MS, 60)
    read(run, NOON_MS + 1, 41)
    expect(run.revisions.map(({ severity }) => severity)).toEqual(['medium', 'high'])
    expect(last(run)?.signals.map(({ detector }) => detector)).toEqual(['over-ten', 'over-hundred'])
  })

  it('is graver than ever in its first revision, and where its severity rises above all before, restarts or not', () => {
    const run = createRun([overTen, overHundred], ownSeverity)
    for (const [second, records] of [20, 20, 61, 150].entries()) {
      read(run, NOON_MS + second * SECOND_MS, records)
      run.restart()
    }
    expect(run.revisions.map((alert) => [alert.severity, isGraverThanEver(alert)])).toEqual([
      ['medium', true],
      ['medium', false],
      ['high', true],
      ['high', false],
    ])
  })

  it('says in each revision how much it is by then', () => {
    const run = createRun([overTen], ownSeverity)
    for (let each = 0; each < 22; each++) read(run, NOON_MS + each * SECOND_MS, 1)
    expect(run.revisions.map(({ signals }) => signals[0]?.reason)).toEqual([
      '11 records in 24 hours; since 20:01 on 1 March',
      '22 records in 24 hours; since 20:01 on 1 March',
    ])
  })

  it('says why it is graver now, though more was said on an earlier day', () => {
    const manyAtOnce = {
      ...overHundred,
      detect: (view: View) => (view.lookUp.records > 15 ? overTen.detect(view, overTen.defaults) : null),
    }
    const run = createRun([overTen, manyAtOnce], { alerts: { ...ownSeverity.alerts, quiet: 'PT48H' } })
    for (let each = 0; each < 60; each++) read(run, NOON_MS + each * SECOND_MS, 1)
    read(run, NOON_MS + 2 * DAY_MS, 20)
    expect(last(run)).toMatchObject({ severity: 'high', status: 'updated' })
    expect(last(run)?.signals[0]).toMatchObject({
      detector: 'over-ten',
      reason: '20 records in 24 hours; since 20:01 on 3 March',
    })
  })

  it('keeps the limit that was crossed, and as sure as it is, though a later finding crosses none', () => {
    const thenUnsure: Detector = {
      ...overTen,
      id: 'then-unsure',
      detect: (view) => {
        const finding = overTen.detect(view, overTen.defaults)
        if (finding === null || finding.observed < 30) return finding
        return { ...finding, observed: 3, limit: null }
      },
    }
    const run = createRun([overTen, thenUnsure], ownSeverity)
    for (const [second, records] of [20, 30].entries()) read(run, NOON_MS + second * SECOND_MS, records)
    expect(run.revisions).toHaveLength(2)
    for (const { signals } of run.revisions)
      expect(signals.find(({ detector }) => detector === 'then-unsure')).toMatchObject({
        limit: 10,
        observed: 20,
        surprise: LIMIT_SURPRISE,
      })
  })

  it('counts waybills on all its days, those opened again once', () => {
    const run = createRun([overTen], ownSeverity)
    const read = (occurredAt: number, from: number, count: number) => {
      nextId++
      run.take(lookUp(nextId, { occurredAt, waybills: waybills(from, count) }))
    }
    for (let day = 0; day < 3; day++) {
      read(NOON_MS + day * DAY_MS, 1_000 * day, 100)
      read(NOON_MS + day * DAY_MS + 1, 1_000 * day, 100)
    }
    const { records, distinctWaybills, foreignWaybills } = last(run) as OpenAlert
    expect(records).toBe(600)
    expect(Math.abs(distinctWaybills - 300)).toBeLessThan(5)
    expect(foreignWaybills).toBe(distinctWaybills)
  })

  it.each([0, 1, 2, 3])(
    'counts waybills once that a busy account opens every day, and then new ones: %i',
    (set) => {
      const run = createRun([overTen], ownSeverity)
      const read = (day: number, from: number) => {
        for (let page = 0; page < 30; page++) {
          const occurredAt = NOON_MS + day * DAY_MS + page * MINUTE_MS
          const shown = waybills(1e6 * set + from + 100 * page, 100)
          run.take(lookUp(30 * day + page, { occurredAt, waybills: shown }))
        }
      }
      const told: number[] = []
      for (let day = 0; day < 30; day++) {
        read(day, 0)
        told.push((last(run) as OpenAlert).publishedDistinct)
      }
      expect((last(run) as OpenAlert).publishedRecords).toBeGreaterThan(40_000)
      expect(Math.max(...told)).toBeLessThan(3_000 * 1.15)
      expect(told.at(-1)).toBeGreaterThan(3_000 * 0.9)
      expect(told).toEqual(told.toSorted((a, b) => a - b))
      for (let day = 30; day < 60; day++) read(day, 3_000 * day)
      const { publishedRecords, publishedDistinct, publishedForeign } = last(run) as OpenAlert
      // The first 3,000, and 3,000 a day until the last revision.
      const truth = 3_000 + publishedRecords - 30 * 3_000
      expect(publishedDistinct / truth).toBeGreaterThan(0.9)
      expect(publishedDistinct / truth).toBeLessThan(1.1)
      expect(publishedForeign).toBe(publishedDistinct)
    },
  )

  it('says no more distinct waybills to be exposed than records, nor fewer than it has, however the estimates come out', () => {
    const run = createRun([overTen])
    run.take(lookUp(1, { occurredAt: NOON_MS, waybills: waybills(0, 20) }))
    const alert = { ...(last(run) as OpenAlert), records: 178 }
    const revise = (distinctWaybills: number, foreignWaybills: number | null) => {
      Object.assign(alert, { distinctWaybills, foreignWaybills })
      emitRevision(alert, { status: 'updated', timeMs: NOON_MS }, defaultPolicy([overTen]), () => undefined)
      return [alert.publishedDistinct, alert.publishedForeign]
    }
    expect(revise(90.6, 40.4)).toEqual([91, 40])
    expect(revise(578, 1_396)).toEqual([178, 178])
    expect(revise(-3, null)).toEqual([178, 178])
  })

  it('says all that one export has shown, though windows do not count as far', () => {
    const run = createRun([overTen])
    run.take(lookUp(1, { occurredAt: NOON_MS, action: 'export', waybills: [], records: 10_000_000 }))
    expect(last(run)).toMatchObject({ records: 10_000_000, recordsBeforeAlert: 10_000_000 })
  })

  it('tells the most records without a known reason that a finding has seen', () => {
    const run = createRun([overTen])
    const take = (id: number, hour: number, count: number, reach: Reach) => {
      const shown = waybills(id * 1_000, count).map((each) => ({ ...each, reach }))
      run.take(lookUp(id, { occurredAt: NOON_MS + hour * HOUR_MS, waybills: shown }))
    }
    const told = () => [last(run)?.records, last(run)?.unexplainedRecords]
    take(1, 0, 20, 'own')
    expect(told()).toEqual([20, 0])
    take(2, 0.1, 30, 'foreign')
    expect(told()).toEqual([50, 30])
    take(3, 0.2, 200, 'own')
    expect(told()).toEqual([250, 30])
    for (let each = 0; each < 50; each++) take(10 + each, 0.9 * (each + 1), 20, 'own')
    expect(last(run)?.records).toBeGreaterThanOrEqual(1_000)
    expect(told()[1]).toBe(30)
  })

  it('tells no more of them than it counts where the last day began before it', () => {
    const run = createRun([overTen, manyAtOnce])
    const take = (id: number, hour: number, count: number, account = 'A-1') => {
      const occurredAt = NOON_MS + hour * HOUR_MS
      run.take(lookUp(id, { account, occurredAt, waybills: waybills(id * 1_000, count) }))
    }
    take(1, 0, 200)
    expect(last(run)).toMatchObject({ records: 200, unexplainedRecords: 200 })
    take(4, 2, 1, 'A-other')
    take(5, 3, 4)
    take(6, 4, 6)
    expect(last(run)?.alertId).not.toBe(run.revisions[0]?.alertId)
    expect(last(run)).toMatchObject({ records: 10, unexplainedRecords: 10 })
  })

  it('keeps when and with how much it was detected', () => {
    const run = createRun([overTen])
    read(run, NOON_MS, 20)
    read(run, NOON_MS + MINUTE_MS, 50)
    expect(last(run)).toMatchObject({
      detectedAtMs: NOON_MS,
      recordsBeforeAlert: 20,
      records: 70,
      updatedAtMs: NOON_MS + MINUTE_MS,
    })
  })

  it('is updated no earlier than it was raised, though the look-up that makes it graver comes late', () => {
    const run = createRun([overTen, overHundred], ownSeverity)
    read(run, NOON_MS, 20)
    read(run, NOON_MS - 10 * MINUTE_MS, 100)
    expect(run.revisions.map(({ severity }) => severity)).toEqual(['medium', 'high'])
    expect(run.revisions.map(({ updatedAtMs }) => updatedAtMs)).toEqual([NOON_MS, NOON_MS])
  })

  it('does not say what one honest day in two comes to, beside what is louder', () => {
    const run = createRun([overTen, signOf('weak', 'order', 0.1), signOf('strong', 'reach', 500)])
    read(run, NOON_MS, 20)
    expect(last(run)?.signals.map(({ detector }) => detector)).toEqual(['over-ten', 'strong'])
  })

  it('begins with the first look-up that it counts, as near as the bins know, and not a window before it was detected', () => {
    const run = createRun([overTen])
    passTime(run, NOON_MS - DAY_MS)
    nextId++
    const missed = { outcome: 'not_found', waybills: [] } as const
    run.take(lookUp(nextId, { ...missed, occurredAt: NOON_MS - 2 * DAY_MS }))
    run.take(lookUp(nextId + 1, { ...missed, occurredAt: NOON_MS }))
    nextId++
    read(run, NOON_MS + 5 * HOUR_MS, 20)
    // The bin of 20:00 to 23:00 at +08:00.
    expect(last(run)?.firstEventAtMs).toBe(NOON_MS - MINUTE_MS)
    const fresh = createRun([overTen])
    read(fresh, NOON_MS + MINUTE_MS, 1)
    read(fresh, NOON_MS + 5 * HOUR_MS, 20)
    expect(last(fresh)?.firstEventAtMs).toBe(NOON_MS + MINUTE_MS)
  })

  it('ends with its last look-up, though one that came late is the last to be told', () => {
    const run = createRun([overTen], ownSeverity)
    run.take(lookUp(1, { occurredAt: NOON_MS, waybills: waybills(1_000, 11) }))
    run.take(lookUp(2, { occurredAt: NOON_MS - HOUR_MS, waybills: waybills(2_000, 20) }))
    expect(last(run)).toMatchObject({ status: 'updated', records: 31, lastEventAtMs: NOON_MS })
  })

  it('does not begin after the look-up that raised it, though that came late', () => {
    const run = createRun([exposureCeiling], {
      detectors: { 'exposure-ceiling': { maxUnexplainedRecords: 10 } },
    })
    read(run, NOON_MS - 4 * DAY_MS, 1)
    for (let each = 0; each < 9; each++) read(run, NOON_MS, 1)
    read(run, NOON_MS - 2 * DAY_MS, 12)
    expect(last(run)).toMatchObject({
      detectedAtMs: NOON_MS - 2 * DAY_MS,
      lastEventAtMs: NOON_MS - 2 * DAY_MS,
    })
    // The day of the bin, by UTC.
    expect(last(run)?.firstEventAtMs).toBe(NOON_MS - MINUTE_MS - 2.5 * DAY_MS)
  })

  it('counts look-ups without a finding of their own into its exposure', () => {
    const run = createRun([overTen])
    read(run, NOON_MS, 20)
    nextId++
    run.take(lookUp(nextId, { occurredAt: NOON_MS + 1, waybills: waybills(nextId * 1_000, 25, 'own') }))
    expect(last(run)?.records).toBe(45)
  })

  it('says how it began: the first look-ups, addresses and tokens, bounded, and where to read on', () => {
    const run = createRun([overTen])
    for (let each = 0; each < 60; each++) {
      nextId++
      run.take(
        lookUp(nextId, {
          occurredAt: NOON_MS + each,
          waybills: waybills(each * 10, 10),
          sourceIp: `10.0.0.${each}`,
          deviceId: `D-${each}`,
        }),
      )
    }
    const { evidence } = last(run) as OpenAlert
    expect(evidence.eventIds).toHaveLength(20)
    expect(evidence.sourceIps).toHaveLength(10)
    expect(evidence.deviceIds).toEqual(Array.from({ length: 10 }, (_, at) => `D-${at + 1}`))
    expect(evidence.waybillTokens).toHaveLength(20)
    expect(evidence).toMatchObject({ topic: 'waybill.queries', partition: 3, fromOffset: 0 })
    expect(evidence.toOffset).toBeGreaterThanOrEqual(15)
  })

  it('begins to be read at the first look-up of the active day before, also where that is offset 0', () => {
    const run = createRun([overTen])
    read(run, NOON_MS, 1)
    passTime(run, NOON_MS + 1)
    read(run, NOON_MS + DAY_MS, 1)
    read(run, NOON_MS + DAY_MS + 1, 30)
    expect(last(run)?.evidence.fromOffset).toBe(0)
  })
})

describe('a quiet hour', () => {
  it('closes the alert, at the time the hour was over', () => {
    const run = createRun([overTen])
    read(run, NOON_MS, 20)
    passTime(run, NOON_MS + HOUR_MS - 1)
    expect(statuses(run)).toEqual(['open'])
    passTime(run, NOON_MS + HOUR_MS + 5 * MINUTE_MS)
    expect(statuses(run)).toEqual(['open', 'closed'])
    expect(last(run)?.updatedAtMs).toBe(NOON_MS + HOUR_MS)
  })

  it('lasts as long as the policy says', () => {
    const run = createRun([overTen], { alerts: { quiet: 'PT10M' } })
    read(run, NOON_MS, 20)
    passTime(run, NOON_MS + 10 * MINUTE_MS)
    expect(statuses(run)).toEqual(['open', 'closed'])
  })

  it('begins anew with every finding', () => {
    const run = createRun([overTen])
    read(run, NOON_MS, 20)
    read(run, NOON_MS + 50 * MINUTE_MS, 1)
    passTime(run, NOON_MS + 100 * MINUTE_MS)
    expect(statuses(run)).toEqual(['open'])
  })

  it('is not shortened by a look-up that comes late', () => {
    const run = createRun([overTen])
    read(run, NOON_MS, 20)
    read(run, NOON_MS - 50 * MINUTE_MS, 1)
    passTime(run, NOON_MS + 50 * MINUTE_MS)
    expect(statuses(run)).toEqual(['open'])
  })

  it('closes alerts in the order in which they are due, whatever order they were read back in', () => {
    const closed = (restart: boolean): readonly string[] => {
      const run = createRun([overTen])
      for (const [at, account] of ['C', 'A', 'B'].entries()) {
        nextId++
        run.take(
          lookUp(nextId, {
            account,
            occurredAt: NOON_MS + (at === 0 ? 5 : 0),
            waybills: waybills(at * 100, 20),
          }),
        )
        if (restart) run.restart()
      }
      passTime(run, NOON_MS + 2 * HOUR_MS)
      return run.revisions.filter(({ status }) => status === 'closed').map(({ entity }) => entity.id)
    }
    expect(closed(false)).toEqual(['A', 'B', 'C'])
    expect(closed(true)).toEqual(['A', 'B', 'C'])
  })
})

describe('a closed alert', () => {
  const closedRun = (records: number): Run => {
    const run = createRun([overTen])
    read(run, NOON_MS, records)
    passTime(run, NOON_MS + 2 * HOUR_MS)
    expect(statuses(run)).toEqual(['open', 'closed'])
    return run
  }

  it('is not raised anew by windows that still reach back to it', () => {
    const run = closedRun(300)
    for (let each = 0; each < 9; each++) read(run, NOON_MS + (3 + 2 * each) * HOUR_MS, 1)
    passTime(run, NOON_MS + 23 * HOUR_MS)
    expect(statuses(run)).toEqual(['open', 'closed'])
  })

  it('is not raised anew by the bin that straddles the end of its window', () => {
    const run = closedRun(300)
    read(run, NOON_MS + 26 * HOUR_MS, 1)
    expect(statuses(run)).toEqual(['open', 'closed'])
  })

  /** A sign that speaks from ten records on, of the day or of 24 hours, whatever it is worth. */
  const daily = (counted: Counted): Detector => {
    const sign = signOf('daily', 'volume', 500)
    return {
      ...sign,
      detect: (view) => {
        const observed = counted === 'day' ? view.today('unexplained') : view.count('records', 'PT24H')
        const finding = sign.detect(view, {})
        return observed <= 10 || finding === null ? null : { ...finding, observed, counted }
      },
    }
  }

  it.each([
    ['goes on when something new is found on a later day', 'day', ['open', 'closed', 'updated']],
    ['does not go on when windows find what came before', 'window', ['open', 'closed']],
  ] as const)('%s', (_, counted, expected) => {
    const run = createRun([daily(counted)], { alerts: { lowFalseAlarms: 100 } })
    read(run, NOON_MS, 300)
    passTime(run, NOON_MS + 2 * HOUR_MS)
    read(run, NOON_MS + 20 * HOUR_MS, 1)
    expect(statuses(run)).toEqual(['open', 'closed'])
    read(run, NOON_MS + 21 * HOUR_MS, 20)
    expect(statuses(run)).toEqual(expected)
    expect(new Set(run.revisions.map(({ alertId }) => alertId)).size).toBe(1)
  })

  it('does not go on when what is new is only worth watching, where it was more itself', () => {
    const exportsOnly: Detector<typeof overTen.defaults> = {
      ...overTen,
      detect: (view, limits) => (view.lookUp.action === 'export' ? overTen.detect(view, limits) : null),
    }
    const statusesAfter = (limit: typeof exportsOnly) => {
      const run = createRun([limit, daily('day')], { alerts: { lowFalseAlarms: 100 } })
      nextId++
      const shown = waybills(nextId * 1_000, 300)
      run.take(lookUp(nextId, { occurredAt: NOON_MS, action: 'export', waybills: shown }))
      passTime(run, NOON_MS + 2 * HOUR_MS)
      read(run, NOON_MS + 21 * HOUR_MS, 20)
      return statuses(run)
    }
    expect(statusesAfter(exportsOnly)).toEqual(['open', 'closed'])
    expect(statusesAfter({ ...exportsOnly, severity: 'low' })).toEqual(['open', 'closed', 'updated'])
  })

  it('does not go on when what is new is not as loud as what came before and still speaks', () => {
    const run = createRun([overHundred, daily('day')], { alerts: { lowFalseAlarms: 100 } })
    read(run, NOON_MS, 300)
    passTime(run, NOON_MS + 2 * HOUR_MS)
    read(run, NOON_MS + 21 * HOUR_MS, 20)
    expect(statuses(run)).toEqual(['open', 'closed'])
  })

  it('says first what is new, and keeps the most that was said', () => {
    const run = createRun([overTen, daily('day')], { alerts: { lowFalseAlarms: 100 } })
    read(run, NOON_MS, 300)
    passTime(run, NOON_MS + 2 * HOUR_MS)
    read(run, NOON_MS + 21 * HOUR_MS, 20)
    expect(statuses(run)).toEqual(['open', 'closed', 'updated'])
    expect(last(run)?.signals).toMatchObject([
      { detector: 'over-ten', observed: 320 },
      { detector: 'daily', observed: 300 },
    ])
    const said = expect.stringMatching(/counted from 04:00 to 17:01 on 2 March$/)
    expect(last(run)?.reason).toEqual(said)
    passTime(run, NOON_MS + 23 * HOUR_MS)
    expect(last(run)).toMatchObject({ status: 'closed', reason: said })
  })

  it('goes on under its old name when as much as the limit has been read since', () => {
    const run = closedRun(300)
    read(run, NOON_MS + 3 * HOUR_MS, 9)
    expect(statuses(run)).toEqual(['open', 'closed'])
    read(run, NOON_MS + 3 * HOUR_MS + 1, 1)
    expect(statuses(run)).toEqual(['open', 'closed', 'updated'])
    expect(last(run)?.alertId).toBe(run.revisions[0]?.alertId)
    passTime(run, NOON_MS + 5 * HOUR_MS)
    expect(last(run)?.status).toBe('closed')
  })

  it('goes on when what lasts for days speaks again: behind a day that was not learnt it has begun anew', () => {
    const lasting = {
      ...overTen,
      detect: (view: View) => {
        const finding = overTen.detect(view, overTen.defaults)
        return finding === null
          ? null
          : { ...finding, window: 'P7D' as const, counted: 'lately' as const, limit: 1e6 }
      },
    }
    const run = createRun([lasting], ownSeverity)
    read(run, NOON_MS, 100)
    passTime(run, NOON_MS + 2 * HOUR_MS)
    read(run, NOON_MS + 2 * DAY_MS, 60)
    expect(statuses(run)).toEqual(['open', 'closed', 'updated'])
  })

  it('tells of growth since it went on, not since it began', () => {
    const run = closedRun(300)
    for (const records of [10, 9, 1]) read(run, NOON_MS + 3 * HOUR_MS, records)
    expect(run.revisions.map(({ records }) => records)).toEqual([300, 300, 310, 320])
  })

  it('is over where what comes after it is less grave: that is another incident, with its own severity', () => {
    const run = createRun([overTen, manyAtOnce])
    read(run, NOON_MS, 300)
    passTime(run, NOON_MS + 2 * HOUR_MS)
    read(run, NOON_MS + 3 * HOUR_MS, 10)
    expect(run.revisions.map(({ status, severity }) => [status, severity])).toEqual([
      ['open', 'high'],
      ['closed', 'high'],
      ['open', 'medium'],
    ])
    expect(last(run)?.alertId).not.toBe(run.revisions[0]?.alertId)
    expect(last(run)?.previousAlertId).toBe(run.revisions[0]?.alertId)
    // What the first has told is not told again, and a window that reaches back to it says so.
    expect(last(run)?.reason).toMatch(
      /; partly counted in the alert before; its alert before this one was high$/,
    )
    expect(last(run)?.signals.map(({ reason }) => reason)).toEqual([
      expect.stringMatching(/; partly counted in the alert before$/),
    ])
    expect(last(run)).toMatchObject({
      records: 10,
      recordsBeforeAlert: 10,
      firstEventAtMs: NOON_MS + 3 * HOUR_MS,
    })
  })

  it('is followed by an incident that begins with the first look-up that it has not told', () => {
    const run = createRun([overTen, manyAtOnce])
    run.take(lookUp(1, { occurredAt: NOON_MS, waybills: waybills(1_000, 300) }))
    passTime(run, NOON_MS + 2 * HOUR_MS)
    run.take(lookUp(2, { occurredAt: NOON_MS + 3 * HOUR_MS, waybills: waybills(2_000, 4) }))
    run.take(lookUp(3, { occurredAt: NOON_MS + 4 * HOUR_MS, waybills: waybills(3_000, 6) }))
    expect(last(run)).toMatchObject({
      previousAlertId: run.revisions[0]?.alertId,
      records: 10,
      firstEventAtMs: NOON_MS + 3 * HOUR_MS,
    })
  })

  it('tells of an incident after another the waybills that have come since, not those of the window', () => {
    const run = createRun([overTen, manyAtOnce])
    read(run, NOON_MS, 300)
    passTime(run, NOON_MS + 2 * HOUR_MS)
    const atMs = NOON_MS + 3 * HOUR_MS
    const own = { occurredAt: atMs, waybills: waybills(9_000_000, 6, 'own') }
    run.take(lookUp(++nextId, own))
    run.take(lookUp(++nextId, { ...own, occurredAt: atMs + 1 }))
    expect(last(run)).toMatchObject({ records: 12, distinctWaybills: 6, foreignWaybills: 0 })
  })

  it('is forgotten when no window reaches back to it: what comes then is another incident', () => {
    const run = closedRun(300)
    passTime(run, NOON_MS + 28 * HOUR_MS)
    read(run, NOON_MS + 28 * HOUR_MS + 1, 20)
    expect(statuses(run)).toEqual(['open', 'closed', 'open'])
    expect(last(run)?.alertId).not.toBe(run.revisions[0]?.alertId)
    expect(last(run)?.revision).toBe(1)
  })

  it('is forgotten at once when the lane has slept for longer', () => {
    const run = createRun([overTen])
    read(run, NOON_MS, 300)
    read(run, NOON_MS + 3 * DAY_MS, 20)
    expect(statuses(run)).toEqual(['open', 'closed', 'open'])
    expect(last(run)).toMatchObject({ revision: 1, records: 20 })
  })
})

describe('a detector on trial', () => {
  const trial = { detectors: { 'over-ten': { shadow: true } } }

  it('raises an alert that is marked as shadow', () => {
    const run = createRun([overTen], trial)
    read(run, NOON_MS, 20)
    expect(run.revisions.map(({ isShadow }) => isShadow)).toEqual([true])
  })

  it('does not hide what another detector finds: the alert is published again, in earnest', () => {
    const overFifteen = recordLimit('over-fifteen', 'medium', 15)
    const run = createRun([overTen, overFifteen], trial)
    read(run, NOON_MS, 12)
    read(run, NOON_MS + 1, 4)
    expect(run.revisions.map(({ isShadow }) => isShadow)).toEqual([true, false])
  })
})

describe('what leaves as an alert', () => {
  const isValid = referenceCheck(readReference('alert.schema.json'))
  const reaches: readonly Reach[] = ['own', 'foreign', 'unknown']
  const said = fc.record({
    role: fc.constantFrom(null, 'courier', '\u{1F4E6}'),
    outletId: fc.constantFrom(null, 'O-1'),
    regionCode: fc.constantFrom(null, '130400'),
    action: fc.constantFrom(...actions),
    outcome: fc.constantFrom('found' as const, ...outcomes),
    records: fc.constantFrom(0, 500, 100_000),
    sourceIp: fc.constantFrom(null, '10.0.0.1', '2001:db8::1'),
    deviceId: fc.constantFrom(null, 'D-1'),
  })
  const streams = fc.oneof(...Object.values(paces).map((pace) => timesOutOfOrder(pace))).chain((times) =>
    fc.tuple(...times.map(() => fc.record({ said, rows: fc.integer({ min: 0, max: 40 }) }))).map((all) =>
      times.map((occurredAt, id) => {
        const rows = all[id]?.rows ?? 0
        return lookUp(id, {
          ...all[id]?.said,
          occurredAt,
          waybills: waybills(id * 50, rows, reaches[id % 3]),
        })
      }),
    ),
  )

  it('is a valid alert of the contract, with revisions that count up and tokens that are not those of the state', () => {
    const key = Buffer.from('0123456789abcdef0123456789abcdef')
    let published = 0
    fc.assert(
      fc.property(streams, (all) => {
        const run = createRun([...detectors, overTen])
        for (const each of all) run.take(each)
        passTime(run, Math.max(...all.map(({ occurredAt }) => occurredAt)) + 2 * HOUR_MS)
        const revisions = new Map<string, number>()
        for (const alert of run.revisions) {
          const record = alertRecord(alert, key)
          if (!isValid(record)) throw new Error(`not valid: ${JSON.stringify(record)}`)
          expect(record.revision).toBe((revisions.get(record.alertId) ?? 0) + 1)
          revisions.set(record.alertId, record.revision)
          const text = JSON.stringify(record)
          for (const token of alert.evidence.waybillTokens) expect(text).not.toContain(token)
          published++
        }
        for (const alert of run.lane.alerts.values()) expect(alert.status).toBe('closed')
      }),
      { seed: SEED, numRuns: 60 },
    )
    expect(published).toBeGreaterThan(100)
  })
})
