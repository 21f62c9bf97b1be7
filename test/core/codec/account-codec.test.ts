import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { detectors } from '../../../detectors/index.ts'
import { WaywardenError } from '../../../src/contract/errors.ts'
import { actions, outcomes, type LookUp, type Reach } from '../../../src/contract/look-up.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../src/contract/time-units.ts'
import { createAccount, profileToTeach, type Account, type UnderWay } from '../../../src/core/account.ts'
import {
  decodeAccount,
  encodeAccount,
  MOST_STATE_BYTES,
  STATE_VERSION,
} from '../../../src/core/codec/account-codec.ts'
import { MOST_BATCH } from '../../../src/core/habits/batches.ts'
import { localHour, workDay, workDayAt } from '../../../src/core/time.ts'
import { WINDOW } from '../../../src/core/windows/levels.ts'
import { METRIC, METRICS } from '../../../src/core/windows/metrics.ts'
import { REMEMBERED_EVENTS, rememberEvent } from '../../../src/core/windows/recent-events.ts'
import { rowAt } from '../../../src/core/windows/row-at.ts'
import type { Traces } from '../../../src/core/windows/traces.ts'
import {
  addCount,
  countIn,
  KINDS,
  LISTED,
  rowThreshold,
  setRowThreshold,
} from '../../../src/core/windows/windows.ts'
import { createRandom, type Random } from '../../../src/simulate/random/create-random.ts'
import { formOf } from '../support/form-of.ts'
import { lookUp, spread, waybill, waybills } from '../support/look-ups.ts'
import { createRun } from '../support/run.ts'
import { MONDAY_MS, paces, SEED, timesOutOfOrder } from '../support/streams.ts'
import { createWaybillCounter } from '../support/waybill-counter.ts'

const reaches: readonly Reach[] = ['own', 'foreign', 'unknown']
const reachOf = (number: number): Reach => reaches[number % 3] ?? 'own'

type Draft = { readonly first: number; readonly rows: number; readonly said: Partial<LookUp> }

const drafts = fc.record({
  first: fc.integer({ min: 0, max: 400 }),
  rows: fc.oneof({ weight: 8, arbitrary: fc.constant(1) }, fc.integer({ min: 0, max: 60 })),
  said: fc.record({
    role: fc.constantFrom(null, 'clerk', 'a role of more than sixteen units', `x${'\u{1F4E6}'.repeat(9)}`),
    action: fc.constantFrom(...actions),
    outcome: fc.constantFrom('found' as const, ...outcomes),
    records: fc.constantFrom(0, 0, 3, 5_000_000),
    ticketId: fc.constantFrom(null, 'T-1', 'T-2'),
  }),
})

const toLookUp = (id: number, timeMs: number, { first, rows, said }: Draft): LookUp =>
  lookUp(id, {
    ...said,
    occurredAt: timeMs,
    waybills: Array.from({ length: rows }, (_, at) => waybill(first + at, reachOf(first + at))),
  })

const streams = fc
  .oneof(...Object.values(paces).map((pace) => timesOutOfOrder(pace)))
  .chain((times) =>
    fc
      .tuple(...times.map(() => drafts))
      .map((all) => times.map((timeMs, at) => toLookUp(at, timeMs, all[at] as Draft))),
  )

const draw = (random: Random): Draft => ({
  first: Math.floor(random() * 50_000),
  rows: random() < 0.02 ? 40 : 1,
  said: { action: random() < 0.1 ? 'export' : 'query', outcome: random() < 0.1 ? 'denied' : 'found' },
})

/** An account that has read so many waybills, one a minute. */
const worked = (count: number): Account => {
  const run = createRun([])
  for (let each = 0; each < count; each++) {
    const occurredAt = MONDAY_MS + each * MINUTE_MS
    run.take(lookUp(each, { occurredAt, waybills: [waybill(each, reachOf(each))] }))
  }
  return run.account('A-1')
}

/** An account at its steady work; a third of its look-ups are repeats. */
const atWork = ({ perDay, hours, days }: { perDay: number; hours: number; days: number }): Account => {
  const random = createRandom('at work', perDay)
  const run = createRun([])
  const looks = perDay * 1.5
  for (let day = 0; day < days; day++) {
    for (let each = 0; each < looks; each++) {
      const occurredAt = MONDAY_MS + day * DAY_MS + 8 * HOUR_MS + Math.floor((each / looks) * hours * HOUR_MS)
      const number = day * perDay + Math.floor(random() * perDay)
      const shown = [waybill(number, random() < 0.05 ? 'foreign' : 'own')]
      run.take(lookUp(day * looks + each, { occurredAt, waybills: shown }))
    }
  }
  return run.account('A-1')
}

const HOUR = 2

/** Every bin in use and saturated, every stretch full, every number at its largest. */
const fullest = (nowMs: number): Account => {
  const account = createAccount()
  const { windows, underWay, own, traces, today, tickets, dayScores, lately } = account
  const counter = createWaybillCounter(windows)
  let token = 0
  const fill = (fromMs: number, stepMs: number, perStep: number, toMs: number) => {
    for (let timeMs = fromMs; timeMs <= toMs; timeMs += stepMs) {
      for (let each = 0; each < perStep; each++) counter.see(timeMs, spread(token++), token % KINDS)
      const row = rowAt(windows, timeMs)
      // Records are written as they differ from look-ups.
      for (let metric = 0; metric < METRICS; metric++)
        if (metric !== METRIC.records) addCount(windows, row, metric, 1e9)
    }
  }
  counter.moveTo(nowMs)
  fill(nowMs - 7 * DAY_MS + 1, HOUR_MS, 40, nowMs - 80 * MINUTE_MS)
  // 256 in the last hour, at 32 bits each, take more room than 414 at 14 behind their zeros.
  fill(nowMs - 71 * MINUTE_MS, 20 * SECOND_MS, 1, nowMs)
  while (counter.distinct(HOUR) < 256) counter.see(nowMs - 50 * MINUTE_MS, spread(token++), token % KINDS)
  account.firstSeenMs = 0
  account.role = '\uffff'.repeat(12)
  account.roleSince = 0
  for (let each = 0; each < REMEMBERED_EVENTS; each++) rememberEvent(account.recent, -1, -1)
  const perDay = 2 ** 31
  const onItsLongestDay: UnderWay = {
    hour: localHour(nowMs, 0),
    hourDistinct: perDay,
    hourLeftOut: MOST_BATCH,
    previousHourLeftOut: MOST_BATCH,
    hourForeignLeftOut: MOST_BATCH,
    previousHourForeignLeftOut: MOST_BATCH,
    hourForeign: perDay,
    hourKnown: perDay,
    dayDistinct: perDay,
    dayForeign: perDay,
    dayForeignLeftOut: MOST_BATCH,
    isHourTainted: true,
    isDayTainted: true,
    isDayTheft: true,
    isDayCleared: true,
    areSignsCounted: true,
    isSumCounted: true,
    day: workDayAt(nowMs, 0),
    dayOffset: Number.MAX_SAFE_INTEGER,
    previousDayOffset: Number.MAX_SAFE_INTEGER,
  }
  Object.assign(underWay, onItsLongestDay)
  own.sums.fill(2 ** 30)
  own.habits.fill(2 ** 30)
  // Rates are written as they differ from the least.
  profileToTeach(account).fill(255).fill(1, 0, 1)
  today.fill(2_000_000)
  tickets.fill(255)
  dayScores.fill(255)
  lately.fill(255)
  for (let at = 0; at < traces.ends.length; at += 2) traces.ends.set([-1, 2_000_000], at)
  for (let at = 0; at < traces.sources.length; at += 3) traces.sources.set([-1, 0, underWay.day], at)
  const allThere: Omit<Traces, 'sources' | 'ends'> = {
    // They have lost their places.
    source: -2,
    sourceBefore: -3,
    address: 255,
    isNeighbour: true,
    switchedAt: Math.floor(nowMs / 1000),
    aside: 2_000_000,
    block: -1,
    reopened: -1,
    offset: 99,
    inRow: MOST_BATCH + 1,
    foreign: 2_000_000,
    previousTruckload: 300,
    truckDays: 7,
    idleDays: underWay.day,
    awakeSince: underWay.day,
  }
  Object.assign(traces, allThere)
  return account
}

const codeOf = (act: () => unknown): string | null => {
  try {
    act()
    return null
  } catch (error) {
    return error instanceof WaywardenError ? error.code : String(error)
  }
}

const FORM_HINT =
  'a state of another form needs a new STATE_VERSION (src/core/codec/account-codec.ts): then write both here'

describe('an encoded account', () => {
  it('has another version whenever it has another form', () => {
    expect([STATE_VERSION, formOf(encodeAccount(fullest(MONDAY_MS)))], FORM_HINT).toEqual([
      20,
      'fcdb8d04659e99e0',
    ])
  })

  it('reads back to an account with the same bytes, which goes on in the same way', () => {
    fc.assert(
      fc.property(streams, fc.double({ min: 0, max: 1, noNaN: true }), (all, share) => {
        const kept = createRun(detectors)
        const restarted = createRun(detectors)
        const at = Math.floor(share * all.length)
        for (const each of all.slice(0, at)) {
          kept.take(each)
          restarted.take(each)
        }
        const stored = restarted.store()
        restarted.restart()
        expect(restarted.store()).toEqual(stored)
        for (const each of all.slice(at)) expect(restarted.take(each)).toEqual(kept.take(each))
        expect(restarted.store()).toEqual(kept.store())
        expect(restarted.revisions).toEqual(kept.revisions)
      }),
      { seed: SEED, numRuns: 40 },
    )
  })

  it('goes on in the same way when its windows are sampled', () => {
    const random = createRandom('sampled', SEED)
    const kept = createRun([])
    const restarted = createRun([])
    let timeMs = MONDAY_MS
    for (let each = 0; each < 12_000; each++) {
      timeMs += Math.floor(random() * (random() < 0.01 ? 10 * HOUR_MS : 6_000))
      const late = random() < 0.05 ? Math.floor(random() * 2 * DAY_MS) : 0
      const next = toLookUp(each, timeMs - late, draw(random))
      kept.take(next)
      restarted.take(next)
      if (each % 97 === 0) restarted.restart()
    }
    expect(restarted.store()).toEqual(kept.store())
  })

  it('goes on in the same way when more numbers were missed in an hour than a bin of the day can hold', () => {
    const run = createRun([])
    for (let each = 0; each < 2; each++)
      run.take(
        lookUp(each, {
          occurredAt: MONDAY_MS,
          outcome: 'not_found',
          waybills: waybills(each * 10_000, 10_000),
        }),
      )
    run.take(lookUp(2, { occurredAt: MONDAY_MS + 4 * HOUR_MS }))
    const { windows } = run.account('A-1')
    const missed = countIn(windows, METRIC.notFound, WINDOW.PT24H)
    const restored = decodeAccount(encodeAccount(run.account('A-1')))
    expect(countIn(restored.windows, METRIC.notFound, WINDOW.PT24H)).toBe(missed)
  })

  it('reads back the same when every part of it is as large as it can be', () => {
    const account = fullest(MONDAY_MS)
    const restored = decodeAccount(encodeAccount(account))
    // Room for tokens that are not there is no part of it.
    expect({ ...restored, windows: null }).toEqual({ ...account, windows: null })
    expect(encodeAccount(restored)).toEqual(encodeAccount(account))
  })

  it('reads back the same where the log has no roles, its zone lies behind UTC, and the zone has changed since', () => {
    const run = createRun([], { timeZoneOffsetMinutes: -600 })
    const said = { role: null, occurredAt: MONDAY_MS + 20 * HOUR_MS }
    const account = run.account('A-1')
    const expectSame = () => {
      const restored = decodeAccount(encodeAccount(account))
      expect({ ...restored, windows: null }).toEqual({ ...account, windows: null })
    }
    run.take(lookUp(1, said))
    expectSame()
    // It comes late: its day is another one by now, and the hour under way is not.
    run.adopt({ timeZoneOffsetMinutes: 840 })
    run.take(lookUp(2, { ...said, occurredAt: said.occurredAt - 1 }))
    expect(account.underWay.day).toBe(workDay(account.underWay.hour) + 1)
    expectSame()
  })

  it('keeps how listed waybills were sampled, also where none is left', () => {
    const { windows, ...account } = worked(5)
    setRowThreshold(windows, 0, LISTED, 3)
    const restored = decodeAccount(encodeAccount({ ...account, windows }))
    expect(rowThreshold(restored.windows, 0, LISTED)).toBe(3)
  })

  it('reads back with a week in which nobody works', () => {
    const account = worked(40)
    profileToTeach(account).fill(0)
    expect(decodeAccount(encodeAccount(account)).own).toEqual(account.own)
  })

  it('names the version it does not know', () => {
    const bytes = encodeAccount(worked(5))
    bytes[0] = 99
    expect(codeOf(() => decodeAccount(bytes))).toBe('state_version_unknown')
    expect(codeOf(() => decodeAccount(new Uint8Array(0)))).toBe('state_version_unknown')
  })

  it('is refused when it was cut, wherever, and when something follows it', () => {
    for (const account of [worked(1), worked(40), worked(600)]) {
      const bytes = encodeAccount(account)
      for (let length = 1; length < bytes.length; length++) {
        expect(codeOf(() => decodeAccount(bytes.slice(0, length)))).toBe('state_corrupt')
      }
      expect(codeOf(() => decodeAccount(Uint8Array.of(...bytes, 0)))).toBe('state_corrupt')
    }
  })

  it('is refused or read, and never hangs or fails otherwise, when bytes of it are damaged', () => {
    const random = createRandom('damage', SEED)
    let refused = 0
    for (const account of [worked(1), worked(40), worked(600)]) {
      const bytes = encodeAccount(account)
      for (let each = 0; each < 600; each++) {
        const damaged = bytes.slice()
        const from = 1 + Math.floor(random() * (bytes.length - 1))
        for (let at = from; at < Math.min(bytes.length, from + 1 + random() * 4); at++) {
          damaged[at] = Math.floor(random() * 256)
        }
        const code = codeOf(() => decodeAccount(damaged))
        if (code !== null) refused++
        expect([null, 'state_corrupt']).toContain(code)
      }
    }
    expect(refused).toBeGreaterThan(100)
  })
})

describe('the size of an encoded account', () => {
  const longRoles = ['\u{1F4E6}'.repeat(8), '\uffff'.repeat(16)]

  it('stays within 4096 bytes round the clock, with large counts, late look-ups and long roles', () => {
    const random = createRandom('size', SEED)
    const run = createRun([])
    let timeMs = MONDAY_MS
    let largest = 0
    for (let each = 0; each < 35_000; each++) {
      timeMs += 20_000
      const late = random() < 0.1 ? Math.floor(random() * random() * 7 * DAY_MS) : 0
      run.take(
        lookUp(each, {
          occurredAt: timeMs - late,
          // Not in turn: a change of role lets go of the baseline.
          role: longRoles[each < 17_000 ? 0 : 1] ?? null,
          deviceId: `D-${each % 6}`,
          action: actions[each % 5] ?? 'query',
          outcome: outcomes[each % 9] ?? 'found',
          records: 3_000_000,
          waybills: [waybill(each * 2, 'own'), waybill(each * 2 + 1, 'foreign')],
        }),
      )
      if (each % 250 > 0 && each < 34_800) continue
      largest = Math.max(largest, encodeAccount(run.account('A-1')).length)
    }
    expect(largest).toBeLessThanOrEqual(MOST_STATE_BYTES)
    // Near enough to the bound to prove something.
    expect(largest).toBeGreaterThan(2_700)
  })

  it('stays within 4096 bytes when every part of it is as large as it can be', () => {
    let largest = 0
    for (let hour = 0; hour < 24; hour++) {
      const { length } = encodeAccount(fullest(MONDAY_MS + hour * HOUR_MS + hour * 7 * SECOND_MS))
      largest = Math.max(largest, length)
    }
    expect(largest).toBeLessThanOrEqual(MOST_STATE_BYTES)
    expect(largest).toBeGreaterThan(3_700)
  })

  it('stays within 4096 bytes under lists of 10,000 waybills at any pace', () => {
    const random = createRandom('lists', SEED)
    let largest = 0
    for (const stepMs of [5_000, 3 * MINUTE_MS, 40 * MINUTE_MS, 5 * HOUR_MS]) {
      const run = createRun([])
      let timeMs = MONDAY_MS
      for (let each = 0; each < 8; each++) {
        timeMs += Math.floor(random() * 2 * stepMs)
        const late = random() < 0.3 ? Math.floor(random() * 6 * DAY_MS) : 0
        const shown = waybills(each * 10_000, 10_000, reachOf(each))
        run.take(lookUp(each, { occurredAt: timeMs - late, waybills: shown }))
        largest = Math.max(largest, encodeAccount(run.account('A-1')).length)
      }
    }
    expect(largest).toBeLessThanOrEqual(MOST_STATE_BYTES)
  })

  it('keeps no more tokens than fit when a bin leaves the day while nothing leaves the hour', () => {
    const run = createRun([])
    let id = 0
    const take = (occurredAt: number, count: number) => {
      id++
      run.take(lookUp(id, { occurredAt, waybills: waybills(id * 10_000, count) }))
    }
    const boundaryMs = Math.floor(MONDAY_MS / DAY_MS) * DAY_MS + 5 * DAY_MS
    take(boundaryMs - 27 * HOUR_MS, 5_000)
    take(boundaryMs - 5 * MINUTE_MS, 1)
    take(boundaryMs - 3 * DAY_MS, 5_000)
    take(boundaryMs, 5_000)
    take(boundaryMs - 7 * HOUR_MS, 5_000)
    const { codes } = run.account('A-1').windows
    expect(codes.reduce((sum, { size }) => sum + size, 0)).toBeLessThanOrEqual(3 * 414)
  })

  it('goes with what an account does: five look-ups, a clerk, a courier, three weeks without a day off', () => {
    expect(encodeAccount(worked(5)).length).toBeLessThan(250)
    expect(encodeAccount(atWork({ perDay: 50, hours: 9, days: 21 })).length).toBeLessThan(1_400)
    expect(encodeAccount(atWork({ perDay: 150, hours: 12, days: 21 })).length).toBeLessThan(1_900)
  })
})
