import { describe, expect, it } from 'vitest'

import { accountId } from '../../../src/contract/brands.ts'
import type { LookUp } from '../../../src/contract/look-up.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/contract/time-units.ts'
import { createRuleContender, findRules, rules } from '../../../src/evaluate/rules/catalogue.ts'
import { MONDAY_MS } from '../../core/support/streams.ts'
import { lookUp, waybill, ZONE_MS } from '../look-up.ts'

const TEN = 10 * HOUR_MS

/** Times after Monday at which the rule raised an alert. */
const alertsOf = (name: string, lookUps: readonly LookUp[]): number[] => {
  const [rule] = findRules([name])
  if (rule === undefined) throw new RangeError(name)
  const contender = createRuleContender(rule, ZONE_MS)
  return lookUps.flatMap((each, offset) =>
    contender.onEvent(each, { topic: 'test', partition: 0, offset }).map((alert) => alert.atMs - MONDAY_MS),
  )
}

/** So many look-ups of new waybills, evenly from `fromMs` on, all before `fromMs + spanMs`. */
const evenly = (count: number, fromMs: number, spanMs: number, changes: Partial<LookUp> = {}): LookUp[] =>
  Array.from({ length: count }, (_, index) => lookUp(fromMs + Math.floor((index * spanMs) / count), changes))

type Case = readonly [why: string, lookUps: readonly LookUp[]]
const cases: Readonly<
  Record<string, { readonly fires: readonly Case[]; readonly staysQuiet: readonly Case[] }>
> = {
  sentinel: {
    fires: [['5,000 different ones in a quarter of an hour', evenly(5_000, TEN, 15 * MINUTE_MS)]],
    staysQuiet: [
      ['one short of 5,000', evenly(4_999, TEN, 15 * MINUTE_MS)],
      [
        '9,998 inside 15 minutes, half on each side of a bin edge',
        evenly(9_998, TEN + 7.5 * MINUTE_MS, 15 * MINUTE_MS),
      ],
      [
        '5,000 with a new address half-way',
        [
          ...evenly(2_500, TEN, 7 * MINUTE_MS),
          ...evenly(2_500, TEN + 7 * MINUTE_MS, 7 * MINUTE_MS, { sourceIp: '10.9.9.9' }),
        ],
      ],
      ['6,000 times the same waybill', evenly(6_000, TEN, 15 * MINUTE_MS, { waybills: [waybill(7)] })],
    ],
  },
  defender: {
    fires: [
      ['51 in a minute, whatever bin it is in', evenly(51, TEN + 30_000, MINUTE_MS)],
      ['51 records on three pages', evenly(3, TEN, MINUTE_MS, { waybills: [], records: 17 })],
    ],
    staysQuiet: [
      ['50 in a minute', evenly(50, TEN, MINUTE_MS)],
      ['50 a minute for an hour', evenly(3_000, TEN, HOUR_MS)],
      ['60 look-ups that found nothing', evenly(60, TEN, MINUTE_MS, { outcome: 'not_found', records: 0 })],
    ],
  },
  elastic: {
    fires: [
      ['25 different ones in three minutes', evenly(25, TEN, 3 * MINUTE_MS)],
      [
        '25 different ones, after one that was not found ten times',
        [
          ...evenly(10, TEN, MINUTE_MS, { records: 0, waybills: [waybill(7)] }),
          ...evenly(25, TEN + MINUTE_MS, MINUTE_MS),
        ],
      ],
    ],
    staysQuiet: [
      ['one short', evenly(24, TEN, 3 * MINUTE_MS)],
      [
        '48 inside three minutes, half on each side of a bin edge',
        evenly(48, TEN + 1.5 * MINUTE_MS, 3 * MINUTE_MS),
      ],
      [
        'a new session every 24',
        [
          ...evenly(24, TEN, MINUTE_MS),
          ...evenly(24, TEN + MINUTE_MS, MINUTE_MS, { sessionId: 'session-2' }),
        ],
      ],
      [
        'a second app beside it',
        [...evenly(24, TEN, MINUTE_MS), ...evenly(24, TEN + MINUTE_MS, MINUTE_MS, { channel: 'pda' })],
      ],
    ],
  },
  'panther-gws': {
    fires: [
      ['20 in five minutes', evenly(20, TEN + 123, 5 * MINUTE_MS)],
      ['20 times the same waybill', evenly(20, TEN, 5 * MINUTE_MS, { waybills: [waybill(7)] })],
      [
        '20 in five minutes, of which the first begins after one that found nothing',
        [lookUp(TEN, { records: 0 }), ...evenly(20, TEN + 4 * MINUTE_MS, 5 * MINUTE_MS)],
      ],
    ],
    staysQuiet: [
      ['one short', evenly(19, TEN, 5 * MINUTE_MS)],
      [
        'one look-up that opens a period, and 36 around its end',
        [lookUp(TEN), ...evenly(36, TEN + 2.5 * MINUTE_MS, 5 * MINUTE_MS)],
      ],
    ],
  },
  'panther-box': {
    fires: [['100 in an hour', evenly(100, TEN + 123, HOUR_MS)]],
    staysQuiet: [
      ['one short', evenly(99, TEN, HOUR_MS)],
      [
        'one look-up that opens a period, and 196 around its end',
        [lookUp(TEN), ...evenly(196, TEN + HOUR_MS / 2, HOUR_MS)],
      ],
    ],
  },
  secops: {
    fires: [
      ['11 different ones in an hour', evenly(11, TEN + HOUR_MS / 2, HOUR_MS)],
      [
        '11 different ones in an hour, of which one was looked up before as well, and this comes late',
        [
          lookUp(TEN + 30 * MINUTE_MS, { waybills: [waybill(7)] }),
          lookUp(TEN - 20 * MINUTE_MS, { waybills: [waybill(7)] }),
          ...evenly(10, TEN + 45 * MINUTE_MS, 10 * MINUTE_MS),
        ],
      ],
    ],
    staysQuiet: [
      ['10 an hour all day', evenly(100, TEN, 10 * HOUR_MS)],
      ['50 times the same waybill', evenly(50, TEN, HOUR_MS, { waybills: [waybill(7)] })],
      ['11 that were not found', evenly(11, TEN, HOUR_MS, { outcome: 'not_found', records: 0 })],
    ],
  },
  'fixed-hourly': {
    fires: [
      ['61 of a courier in a clock hour', evenly(61, TEN, HOUR_MS)],
      ['201 of a role nobody set a limit for', evenly(201, TEN, HOUR_MS, { role: 'pilot' })],
      ['201 where the log has no roles', evenly(201, TEN, HOUR_MS, { role: null })],
    ],
    staysQuiet: [
      ['60 of a courier', evenly(60, TEN, HOUR_MS)],
      [
        '120 of a courier inside an hour, half on each side of the full hour',
        evenly(120, TEN + HOUR_MS / 2, HOUR_MS),
      ],
      ['150 of a clerk', evenly(150, TEN, HOUR_MS, { role: 'outlet-clerk' })],
      ['200 of a role that every object has', evenly(200, TEN, HOUR_MS, { role: 'constructor' })],
    ],
  },
  'six-sigma': {
    // Seven days at 10 an hour: mean 10, deviation 0, taken as 3.
    fires: [['29 after a week of 10 at that hour', week(10, 29)]],
    staysQuiet: [
      ['28 after a week of 10', week(10, 28)],
      ['28, and one more that comes an hour late', [...week(10, 28), lookUp(TEN + 7 * DAY_MS - 1)]],
      ['500 in the first week', [...evenly(10, TEN, HOUR_MS), ...evenly(500, TEN + 6 * DAY_MS, HOUR_MS)]],
    ],
  },
}

function week(usual: number, last: number): LookUp[] {
  const days = [0, 1, 2, 3, 4, 5, 6].flatMap((day) => evenly(usual, TEN + day * DAY_MS, HOUR_MS))
  return [...days, ...evenly(last, TEN + 7 * DAY_MS, HOUR_MS)]
}

describe.each(rules.map((rule) => rule.name))('%s', (name) => {
  it.each(cases[name]?.fires ?? [])('fires once at %s', (_, lookUps) => {
    expect(alertsOf(name, lookUps)).toEqual([(lookUps.at(-1)?.occurredAt ?? 0) - MONDAY_MS])
  })

  it.each(cases[name]?.staysQuiet ?? [])('stays quiet at %s', (_, lookUps) => {
    expect(alertsOf(name, lookUps)).toEqual([])
  })

  it('keeps accounts apart', () => {
    const [why, lookUps] = cases[name]?.fires[0] ?? ['no case', []]
    const shared = lookUps.map((each, index) => ({
      ...each,
      accountId: accountId(index % 2 === 0 ? 'ann' : 'bob'),
    }))
    expect(alertsOf(name, shared), why).toEqual([])
  })
})

describe('a rule', () => {
  it('speaks again in the next window, not at every record of this one', () => {
    expect(alertsOf('defender', evenly(600, TEN, 2 * MINUTE_MS))).toHaveLength(2)
    expect(alertsOf('elastic', evenly(600, TEN, 6 * MINUTE_MS))).toHaveLength(2)
    expect(alertsOf('panther-gws', evenly(600, TEN, 10 * MINUTE_MS))).toHaveLength(2)
    expect(alertsOf('fixed-hourly', evenly(600, TEN, 2 * HOUR_MS))).toHaveLength(2)
    expect(alertsOf('six-sigma', week(10, 100))).toHaveLength(1)
  })

  it('counts what comes late into its own bin, and forgets what comes two bins late', () => {
    const bin = 3 * MINUTE_MS
    const early = evenly(24, TEN, MINUTE_MS)
    expect(alertsOf('elastic', [...early, lookUp(TEN + bin), lookUp(TEN + 1)])).toEqual([1 + TEN])
    expect(alertsOf('elastic', [...early, lookUp(TEN + 2 * bin), lookUp(TEN + 1)])).toEqual([])
  })

  it.each([
    ['defender', 50, MINUTE_MS],
    ['secops', 10, HOUR_MS],
  ])(
    '%s counts what comes late by less than its window, and forgets what comes a window late',
    (name, most, windowMs) => {
      const now = evenly(most, TEN, windowMs)
      expect(alertsOf(name, [...now, lookUp(TEN + 1)])).toEqual([TEN + 1])
      expect(alertsOf(name, [...now, lookUp(TEN - windowMs)])).toEqual([])
    },
  )

  it('sees rows that the log counts without listing', () => {
    const pages = evenly(3, TEN, MINUTE_MS, { records: 10, waybills: [waybill(7)] })
    expect(alertsOf('elastic', pages)).toEqual([(pages[2]?.occurredAt ?? 0) - MONDAY_MS])
    expect(alertsOf('secops', pages)).toEqual([(pages[1]?.occurredAt ?? 0) - MONDAY_MS])
  })

  it('names the account, at medium', () => {
    const [rule] = findRules(['secops'])
    const contender = rule && createRuleContender(rule, ZONE_MS)
    const alerts = evenly(11, TEN, HOUR_MS).flatMap((each, offset) =>
      (contender?.onEvent(each, { topic: 'test', partition: 0, offset }) ?? []).slice(),
    )
    expect(alerts).toMatchObject([{ accounts: ['ann'], severity: 'medium' }])
  })
})

describe('findRules', () => {
  it('takes all, or names in any order', () => {
    expect(findRules(['all']).map((rule) => rule.name)).toEqual(rules.map((rule) => rule.name))
    expect(findRules(['secops', 'elastic']).map((rule) => rule.name)).toEqual(['elastic', 'secops'])
    expect(findRules([])).toEqual([])
  })

  it('lists what there is when a name is wrong', () => {
    expect(() => findRules(['splunk'])).toThrow(/no rule "splunk"; choose from all, sentinel, /)
  })
})
