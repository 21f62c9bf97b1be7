import { beforeEach, describe, expect, it } from 'vitest'

import type { Severity } from '../../src/contract/alert.ts'
import { accountId } from '../../src/contract/brands.ts'
import type { Label } from '../../src/contract/label.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/contract/time-units.ts'
import { createActivity, type Activity } from '../../src/evaluate/activity.ts'
import { createScorer, type RunScore, type Scorer } from '../../src/evaluate/scorer.ts'
import type { Truth } from '../../src/evaluate/truth.ts'
import { MONDAY_MS } from '../core/support/streams.ts'
import { lookUp, ZONE_MS } from './look-up.ts'
import { oddity, theft, theftEvent, truthOf } from './truth-of.ts'

const TEN = 10 * HOUR_MS

let truth: Truth
let activity: Activity
let scorer: Scorer

const given = (...labels: Label[]): void => {
  truth = truthOf(labels)
  activity = createActivity(ZONE_MS)
  scorer = createScorer('waywarden', truth, ZONE_MS)
}

const arrives = (eventId: string, atMs: number, account = 'ann'): void => {
  const event = lookUp(atMs, { eventId, accountId: accountId(account) })
  activity.see(event)
  truth.arrive(event)
}

const alert = (
  atMs: number,
  severity: Severity = 'medium',
  accounts = ['ann'],
  alertId = `alert-${atMs}`,
  isShadow = false,
): void =>
  scorer.take({
    alertId,
    severity,
    accounts,
    atMs: MONDAY_MS + atMs,
    detectors: ['skimming'],
    isShadow,
  })

const score = (): RunScore => scorer.finish(1, activity)

describe('a theft', () => {
  beforeEach(() => {
    given(
      theft('scraper-1', { fromMs: TEN, toMs: TEN + HOUR_MS }),
      theftEvent('scraper-1', 'a', 20),
      theftEvent('scraper-1', 'b', 30),
      theftEvent('scraper-1', 'c', 50),
    )
  })

  it('exposes the records of its events up to and including the one that raised the alert', () => {
    arrives('a', TEN)
    arrives('b', TEN + 6 * MINUTE_MS)
    alert(TEN + 6 * MINUTE_MS, 'high')
    arrives('c', TEN + 12 * MINUTE_MS)
    expect(score().thefts).toEqual([
      {
        seed: 1,
        id: 'scraper-1',
        name: 'scraper',
        accounts: 1,
        strength: 1,
        params: {},
        records: 100,
        caught: { alertId: `alert-${TEN + 6 * MINUTE_MS}`, severity: 'high', exposedRecords: 50, minutes: 6 },
        leakedRecords: 50,
        alerts: 1,
      },
    ])
  })

  it('without events in the log is no theft that anybody spoke of', () => {
    given(theft('absent', { fromMs: TEN, toMs: TEN + HOUR_MS, accounts: ['bob'] }))
    alert(TEN, 'medium', ['bob'])
    expect(score()).toMatchObject({ theftsWithoutEvents: 1, voices: [], falseDays: [] })
  })

  it('that is missed has leaked all its records that the log holds', () => {
    arrives('a', TEN)
    arrives('c', TEN + 1)
    expect(score().thefts[0]).toMatchObject({ caught: null, records: 70, leakedRecords: 70, alerts: 0 })
  })

  it('counts an event once, however often it arrives', () => {
    arrives('a', TEN)
    arrives('a', TEN)
    alert(TEN)
    expect(score().thefts[0]?.leakedRecords).toBe(20)
  })

  it('counts in order of arrival: what happened before and comes later is not out yet', () => {
    arrives('b', TEN + 6 * MINUTE_MS)
    alert(TEN + 6 * MINUTE_MS)
    arrives('a', TEN)
    expect(score().thefts[0]?.leakedRecords).toBe(30)
  })

  it('does not take the events of honest work, nor those of other accounts', () => {
    arrives('x', TEN)
    arrives('a', TEN, 'bob')
    expect(score()).toMatchObject({ thefts: [], theftsWithoutEvents: 1 })
  })

  it('is not caught by an alert that was raised before its first event', () => {
    alert(TEN + MINUTE_MS)
    arrives('a', TEN + 2 * MINUTE_MS)
    expect(score().thefts[0]?.caught).toBeNull()
    expect(score().falseDays).toEqual([])
  })

  it('is caught by a later revision of an alert that was open before', () => {
    alert(TEN - HOUR_MS, 'medium', ['ann'], 'old')
    arrives('a', TEN)
    alert(TEN, 'high', ['ann'], 'old')
    expect(score().thefts[0]?.caught).toMatchObject({ alertId: 'old', exposedRecords: 20 })
    expect(score().falseDays).toHaveLength(1)
  })

  it('is not caught by a low alert, and that is no false alarm either', () => {
    arrives('a', TEN)
    alert(TEN, 'low')
    expect(score().thefts[0]?.caught).toBeNull()
    expect(score().falseDays).toEqual([])
  })

  it('is not caught by an alert about somebody else', () => {
    arrives('a', TEN)
    alert(TEN, 'high', ['bob'])
    expect(score().thefts[0]?.caught).toBeNull()
  })

  it('is caught at once where what has arrived of it was later than the alert', () => {
    arrives('b', TEN + 6 * MINUTE_MS)
    alert(TEN)
    expect(score().thefts[0]?.caught).toMatchObject({ exposedRecords: 30, minutes: 0 })
  })

  it('is not caught by an alert on trial, which is no false alarm either', () => {
    arrives('a', TEN)
    for (const atMs of [TEN, TEN + 9 * DAY_MS]) alert(atMs, 'high', ['ann'], 'one', true)
    expect(score().thefts[0]).toMatchObject({ caught: null, alerts: 0 })
    expect(score().falseDays).toEqual([])
  })

  it('is caught until just under 24 hours after its end', () => {
    arrives('a', TEN)
    alert(TEN + HOUR_MS + DAY_MS - 1)
    expect(score().thefts[0]?.caught).not.toBeNull()
  })

  it('is not caught 24 hours after its end: that is a false alarm', () => {
    arrives('a', TEN)
    alert(TEN + HOUR_MS + DAY_MS)
    expect(score().thefts[0]?.caught).toBeNull()
    expect(score().falseDays).toHaveLength(1)
  })

  it('counts different alerts, not revisions', () => {
    arrives('a', TEN)
    alert(TEN, 'medium', ['ann'], 'one')
    alert(TEN + 1, 'high', ['ann'], 'one')
    alert(TEN + 2, 'medium', ['ann'], 'two')
    alert(TEN + 3, 'low', ['ann'], 'three')
    expect(score().thefts[0]?.alerts).toBe(2)
  })
})

describe('a theft of several accounts', () => {
  const accounts = ['ann', 'bob', 'cid']

  it('exposes what all of them read until an alert names any of them', () => {
    given(
      theft('ring-1', { accounts, fromMs: TEN, toMs: TEN + HOUR_MS }),
      theftEvent('ring-1', 'a', 10, 'ann'),
      theftEvent('ring-1', 'b', 10, 'bob'),
      theftEvent('ring-1', 'c', 10, 'cid'),
    )
    arrives('a', TEN, 'ann')
    arrives('b', TEN + 1, 'bob')
    alert(TEN + 2, 'medium', ['cid'])
    arrives('c', TEN + 3, 'cid')
    expect(score().thefts[0]).toMatchObject({ accounts: 3, leakedRecords: 20 })
  })

  it('may be named by an alert that names an honest account too, which is a false day of that one', () => {
    given(
      theft('ring-1', { accounts, fromMs: TEN, toMs: TEN + HOUR_MS }),
      theftEvent('ring-1', 'a', 10, 'ann'),
    )
    arrives('a', TEN, 'ann')
    alert(TEN, 'high', ['bob', 'dan'])
    expect(score().thefts[0]?.caught).not.toBeNull()
    expect(score().falseDays.map((day) => day.account)).toEqual(['dan'])
  })
})

describe('a false account-day', () => {
  it('counts once, under its gravest alert', () => {
    given()
    alert(TEN, 'low')
    alert(TEN + HOUR_MS, 'high')
    alert(TEN + 2 * HOUR_MS, 'medium')
    expect(score().falseDays).toMatchObject([{ account: 'ann', severity: 'high', oddity: null }])
  })

  it('ends at midnight of the company', () => {
    given()
    alert(DAY_MS - 1)
    alert(DAY_MS)
    expect(score().falseDays).toHaveLength(2)
  })

  it('goes to the honest oddity of the account, up to 24 hours after it', () => {
    given(oddity('misrouted-truck', { fromMs: TEN, toMs: TEN + HOUR_MS }))
    alert(TEN + HOUR_MS)
    alert(TEN + 3 * DAY_MS)
    alert(TEN, 'medium', ['bob'])
    expect(score().falseDays.map((day) => day.oddity)).toEqual(['misrouted-truck', null, null])
  })

  it('stays with the oddity of the day, though a later alert comes when it is long over', () => {
    given(oddity('misrouted-truck', { fromMs: TEN, toMs: TEN + HOUR_MS }))
    alert(DAY_MS + TEN)
    alert(DAY_MS + TEN + 2 * HOUR_MS)
    expect(score().falseDays.map((day) => day.oddity)).toEqual(['misrouted-truck'])
  })

  it('goes to the oddity of the fewest accounts where there are several', () => {
    given(
      oddity('promotion-day', { accounts: ['ann', 'bob'], fromMs: 0, toMs: DAY_MS }),
      oddity('call-list', { fromMs: TEN, toMs: TEN + HOUR_MS }),
    )
    alert(TEN)
    alert(TEN, 'medium', ['bob'])
    expect(score().falseDays.map((day) => day.oddity)).toEqual(['call-list', 'promotion-day'])
  })
})

describe('the denominators', () => {
  it('are the local days on which an account was active', () => {
    given()
    arrives('x', 0)
    arrives('y', DAY_MS - 1)
    arrives('z', DAY_MS)
    arrives('x', 0, 'bob')
    expect(score().activeDays).toEqual(
      new Map([
        ['ann', 2],
        ['bob', 1],
      ]),
    )
  })

  it('of an oddity are the active days of its accounts in it', () => {
    given(oddity('covers-neighbour', { fromMs: TEN, toMs: TEN + 2 * DAY_MS }))
    for (const day of [0, 1, 2, 3]) arrives(`day-${day}`, TEN + day * DAY_MS)
    expect(score().oddities).toEqual(new Map([['covers-neighbour', { episodes: 1, accountDays: 3 }]]))
  })

  it('of an oddity that ends at midnight leave the next day out', () => {
    given(oddity('promotion-day', { fromMs: 0, toMs: DAY_MS }))
    for (const day of [0, 1]) arrives(`day-${day}`, TEN + day * DAY_MS)
    expect(score().oddities.get('promotion-day')?.accountDays).toBe(1)
  })
})
