import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { exposureCeiling } from '../../detectors/exposure-ceiling.ts'
import { detectors } from '../../detectors/index.ts'
import { actions, type LookUp, type Reach } from '../../src/contract/look-up.ts'
import type { DetectorSettings, PolicyDocument } from '../../src/contract/policy.ts'
import { highestLimit } from '../../src/contract/thresholds.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../src/contract/time-units.ts'
import { lookUp, waybills } from './support/look-ups.ts'
import { createRun, type Run } from './support/run.ts'
import { MONDAY_MS, SEED } from './support/streams.ts'

const { maxUnexplainedRecords, maxRecords } = exposureCeiling.defaults

/** What a thief may try. Each act is some look-ups `gapMs` apart, after a pause. */
type Act = {
  readonly pauseMs: number
  readonly lookUps: number
  readonly gapMs: number
  readonly rows: number
  readonly isListed: boolean
  readonly lateMs: number
  readonly isExplained: boolean
  readonly said: Partial<LookUp>
}

/** Times at which something ends: bins, windows, the quiet hour, the cool-down; each just before, on and just after. */
const turningPoints = fc
  .tuple(
    fc.constantFrom(MINUTE_MS, 10 * MINUTE_MS, HOUR_MS, 3 * HOUR_MS, 23 * HOUR_MS, DAY_MS, 27 * HOUR_MS),
    fc.constantFrom(-1, 0, 1, SECOND_MS, MINUTE_MS),
  )
  .map(([span, off]) => Math.max(0, span + off))

const acts: fc.Arbitrary<Act> = fc.record({
  pauseMs: fc.oneof(turningPoints, fc.integer({ min: 0, max: 30 * HOUR_MS })),
  lookUps: fc.integer({ min: 1, max: 25 }),
  gapMs: fc.constantFrom(0, 1, SECOND_MS, 5 * MINUTE_MS, 20 * MINUTE_MS, 61 * MINUTE_MS, 3 * HOUR_MS),
  rows: fc.constantFrom(1, 1, 5, 20, 100, 399, 2_000),
  isListed: fc.boolean(),
  lateMs: fc.oneof(
    { weight: 4, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 6 * DAY_MS }) },
  ),
  isExplained: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, fc.constant(true)),
  said: fc.record({
    action: fc.constantFrom(...actions),
    role: fc.constantFrom('courier', 'clerk', null),
    sessionId: fc.constantFrom('S-1', 'S-2', null),
    deviceId: fc.constantFrom('D-1', 'D-2', null),
    sourceIp: fc.constantFrom('10.0.0.1', '10.0.0.2', null),
  }),
})

/** Weeks of ordinary work before, so that there is something to have learnt. */
const learning = fc.record({
  days: fc.integer({ min: 0, max: 15 }),
  perDay: fc.integer({ min: 0, max: 300 }),
})

type Read = {
  readonly timeMs: number
  readonly order: number
  readonly unexplained: number
  /** The same with those for a ticket, whoever wrote it. */
  readonly notOwn: number
  readonly records: number
}

/** Of records with an invented ticket, as many a day are believed at most, on each of two days that 24 hours may lie in. */
const BELIEVED = 2 * 500

/** Watches one account, and knows after each look-up whether it has read too much unseen. */
const createWatch = (run: Run) => {
  // In order of time; `order` is that of arrival.
  const reads: Read[] = []
  let arrivals = 0
  let revisions = 0
  let toldAt = -1
  let crossings = 0
  const take = (next: LookUp) => {
    const { kind } = run.take(next)
    if (kind !== 'counted') return
    const order = arrivals++
    const timeMs = next.occurredAt
    const records = next.records
    const explained = next.waybills.filter(({ reach }) => reach === 'own').length
    const unexplained = next.ticketId === null ? records - explained : 0
    const at = reads.findIndex((each) => each.timeMs > timeMs)
    const notOwn = records - explained
    reads.splice(at === -1 ? reads.length : at, 0, { timeMs, order, unexplained, notOwn, records })
    for (const { entity, isShadow } of run.revisions.slice(revisions)) {
      if (entity.id === 'A-1' && !isShadow) toldAt = order
    }
    revisions = run.revisions.length
    const alert = run.lane.alerts.get(next.accountId)
    const isOpen = alert !== undefined && alert.status !== 'closed' && !alert.isShadow
    for (const [name, limit] of [
      ['unexplained', maxUnexplainedRecords],
      ['notOwn', maxUnexplainedRecords + BELIEVED],
      ['records', maxRecords],
    ] as const) {
      if (mostIn24Hours(reads, timeMs, name, -1) > limit) crossings++
      const unseen = mostIn24Hours(reads, timeMs, name, toldAt)
      if (unseen > limit && !isOpen) {
        throw new Error(`${unseen} ${name} in 24 h since the last revision, and no alert is open`)
      }
    }
  }
  return {
    take,
    get crossings() {
      return crossings
    },
  }
}

/** The most that any 24 hours around `timeMs` hold, of look-ups that arrived after `since`. */
const mostIn24Hours = (
  reads: readonly Read[],
  timeMs: number,
  name: 'unexplained' | 'notOwn' | 'records',
  since: number,
): number => {
  let most = 0
  let sum = 0
  let first = 0
  for (const read of reads) {
    if (read.order > since) sum += read[name]
    for (
      let old = reads[first];
      old !== undefined && old.timeMs <= read.timeMs - DAY_MS;
      old = reads[first]
    ) {
      if (old.order > since) sum -= old[name]
      first++
    }
    if (read.timeMs >= timeMs + DAY_MS) break
    if (read.timeMs >= timeMs) most = Math.max(most, sum)
  }
  return most
}

/** `hasOutlets`: whether the log says which outlets waybills pass. */
const tryToPass = (document: PolicyDocument, { hasOutlets } = { hasOutlets: true }) => {
  const known = (reach: Reach): Reach => (hasOutlets ? reach : 'unknown')
  let crossings = 0
  fc.assert(
    fc.property(learning, fc.array(acts, { minLength: 1, maxLength: 16 }), ({ days, perDay }, plan) => {
      const run = createRun(detectors, document)
      const watch = createWatch(run)
      let id = 0
      let timeMs = MONDAY_MS
      for (let day = 0; day < days; day++) {
        // A page of rows every half hour of ten hours.
        for (let page = 0; page < 20; page++) {
          const occurredAt = MONDAY_MS + day * DAY_MS + page * 30 * MINUTE_MS
          const rows = Math.round(perDay / 20)
          timeMs = occurredAt
          watch.take(lookUp(id++, { occurredAt, waybills: waybills(id * 2_000, rows, known('own')) }))
        }
      }
      for (const act of plan) {
        timeMs += act.pauseMs
        const isTicketed = act.isExplained && !act.isListed
        // A ticket is believed for few at a time.
        const lookUps = isTicketed && act.rows <= 20 ? 12 * act.lookUps : act.lookUps
        for (let each = 0; each < lookUps; each++) {
          timeMs += act.gapMs
          const occurredAt = timeMs - act.lateMs
          const isOwn = act.isExplained && act.isListed
          const listed = act.isListed ? waybills(id * 2_000, act.rows, known(isOwn ? 'own' : 'foreign')) : []
          const ticketId = isTicketed ? `T-${id}` : null
          watch.take(lookUp(id++, { ...act.said, occurredAt, waybills: listed, records: act.rows, ticketId }))
        }
        // Somebody else works on, and the lane's time with him: alerts close.
        const { nowMs } = run.lane
        run.take(lookUp(id++, { occurredAt: nowMs + 30 * MINUTE_MS, account: 'A-other', waybills: [] }))
      }
      crossings += watch.crossings
    }),
    { seed: SEED, numRuns: 45 },
  )
  // It would prove little if nobody had come near.
  expect(crossings).toBeGreaterThan(200)
}

/** The same settings for every detector but the ceiling. */
const others = (settings: DetectorSettings): PolicyDocument => ({
  detectors: Object.fromEntries(
    detectors.filter(({ id }) => id !== exposureCeiling.id).map(({ id }) => [id, settings]),
  ),
})

describe('nobody reads more than the ceiling in any 24 hours unless an alert says so', () => {
  it('at any pace, in any session, late, with anything learnt before', () => {
    tryToPass({})
  })

  it('in a log that does not say which outlets waybills pass', () => {
    tryToPass({}, { hasOutlets: false })
  })

  it('when all other detectors are off, in a log that does not say which outlets waybills pass', () => {
    tryToPass(others({ enabled: false }), { hasOutlets: false })
  })

  it('when all other detectors are off', () => {
    tryToPass(others({ enabled: false }))
  })

  it('when all other detectors are on trial, and their alerts not meant', () => {
    tryToPass(others({ shadow: true }))
  })

  it('when all other alerts are as grave, and do not grow', () => {
    tryToPass({ ...others({ severity: 'critical' }), alerts: { exposureGrowth: 100 } })
  })
})

describe('the ceiling', () => {
  const unexplained = (run: Run, occurredAt: number, records: number, id: number) =>
    run.take(lookUp(id, { occurredAt, waybills: waybills(id * 1_000, records, 'unknown') }))

  it('lets the last allowed record pass, and not one more', () => {
    const run = createRun([exposureCeiling])
    unexplained(run, MONDAY_MS, maxUnexplainedRecords, 1)
    expect(run.revisions).toHaveLength(0)
    unexplained(run, MONDAY_MS + 23 * HOUR_MS, 1, 2)
    expect(run.revisions).toHaveLength(1)
  })

  it('holds for a day that is only known late', () => {
    const run = createRun([exposureCeiling])
    unexplained(run, MONDAY_MS, maxUnexplainedRecords - 100, 1)
    unexplained(run, MONDAY_MS + 5 * DAY_MS, 1, 2)
    expect(run.revisions).toHaveLength(0)
    unexplained(run, MONDAY_MS + 20 * HOUR_MS, 101, 3)
    expect(run.revisions).toHaveLength(1)
  })

  it('says what was read in a stretch that it names, which its bins can make a little longer than 24 hours', () => {
    const reasonOf = (run: Run) => run.revisions.at(-1)?.signals[0]?.reason
    const run = createRun([exposureCeiling])
    // 16:00 on Sunday, in the bin of 14:00 to 17:00, and 24 and a half hours later.
    unexplained(run, MONDAY_MS - 8 * HOUR_MS, 300, 1)
    unexplained(run, MONDAY_MS + 16.5 * HOUR_MS, 300, 2)
    expect(reasonOf(run)).toBe(
      '600 records without a known reason in about 24 hours; the policy allows this account 500 in 24 hours; since 16:00 on 1 March',
    )
    const late = createRun([exposureCeiling])
    unexplained(late, MONDAY_MS + 10 * HOUR_MS, 300, 1)
    unexplained(late, MONDAY_MS + 3 * DAY_MS, 400, 2)
    unexplained(late, MONDAY_MS + 11 * HOUR_MS, 300, 3)
    expect(reasonOf(late)).toBe(
      '600 records without a known reason within 22 hours; the policy allows this account 500 in 24 hours; from 10:00 on 2 March to 08:00 on 3 March',
    )
  })

  it('is not crossed by two days that are each below it, late or not', () => {
    const run = createRun([exposureCeiling])
    const nearHalf = maxUnexplainedRecords / 2 - 10
    unexplained(run, MONDAY_MS, nearHalf, 1)
    unexplained(run, MONDAY_MS + 2 * DAY_MS, nearHalf, 2)
    unexplained(run, MONDAY_MS + 4 * DAY_MS, nearHalf, 3)
    unexplained(run, MONDAY_MS + DAY_MS, 10, 4)
    expect(run.revisions).toHaveLength(0)
  })

  it('counts rows that the log numbers and does not list', () => {
    const run = createRun([exposureCeiling])
    run.take(lookUp(1, { waybills: [], records: maxUnexplainedRecords + 1, action: 'export' }))
    expect(run.revisions).toHaveLength(1)
  })

  it('is crossed by one export where it is the highest that a policy may set', () => {
    const ceiling = { maxUnexplainedRecords: highestLimit, maxRecords: highestLimit }
    const run = createRun([exposureCeiling], { detectors: { [exposureCeiling.id]: ceiling } })
    run.take(lookUp(1, { waybills: [], records: 10_000_000, action: 'export' }))
    expect(run.revisions).toHaveLength(1)
  })

  it('is crossed by late look-ups of the day before, whatever tickets they name', () => {
    const run = createRun([exposureCeiling])
    // The day of work begins at four.
    const today = MONDAY_MS + DAY_MS + 5 * HOUR_MS
    run.take(lookUp(1, { occurredAt: today }))
    for (let id = 2; id < 2 + maxUnexplainedRecords; id++) {
      const occurredAt = today - 4 * HOUR_MS + id * SECOND_MS
      run.take(lookUp(id, { occurredAt, waybills: waybills(id * 100, 2), ticketId: `T-${id}` }))
    }
    expect(run.revisions[0]).toMatchObject({ status: 'open' })
  })

  it('explains a waybill of the own outlet, and a look-up with a ticket, up to the limit for all records', () => {
    const run = createRun([exposureCeiling])
    const [tickets, ofEach] = [25, 20]
    run.take(lookUp(1, { waybills: waybills(0, maxRecords - tickets * ofEach, 'own') }))
    for (let id = 2; id < 2 + tickets; id++)
      run.take(lookUp(id, { waybills: waybills(100_000 + id * 1_000, ofEach), ticketId: `T-${id}` }))
    expect(run.revisions).toHaveLength(0)
    run.take(lookUp(2 + tickets, { waybills: waybills(200_000, 1, 'own') }))
    expect(run.revisions).toHaveLength(1)
  })
})
