import colors from 'picocolors'
import { describe, expect, it } from 'vitest'

import { windowNames } from '../../src/core/windows/levels.ts'
import type { Report } from '../../src/inspect/report.ts'
import { asText } from '../../src/inspect/text/as-text.ts'
import { bar, column } from '../../src/inspect/text/blocks.ts'
import { paintSurprise } from '../../src/inspect/text/lines.ts'

const atWork = (hour: number, waybills: number): number => (hour % 24 >= 9 && hour % 24 < 18 ? waybills : 0)

const report: Report = {
  account: 'HB03110023',
  role: 'outlet-clerk',
  firstSeen: '2026-03-01T16:00:00.000Z',
  lastSeen: '2026-03-12T02:30:00.000Z',
  source: 'Redis (single: localhost:6379; topic waybill.queries, keys waywarden:*)',
  lane: 3,
  nextOffset: 62432,
  laneSeen: '2026-03-12T04:00:00.000Z',
  policyVersion: '78b8d3d92c3397f0',
  hasLookUp: false,
  activeDays: 5.52,
  activeHours: 45.1,
  colleagues: 'its role',
  isSettled: true,
  windows: windowNames.map((window, at) => ({
    window,
    lookUps: 2 * 7 ** at,
    records: 3 * 7 ** at,
    unexplained: at,
    distinct: 2 * 6 ** at,
    foreign: at,
    notFound: 0,
    denied: 0,
    exports: at,
  })),
  comparisons: [
    { what: 'waybills in an hour', seen: 59, usual: 7.54, own: 3.83, peers: 4.59, load: 2, surprise: 5.1 },
    { what: 'waybills today', seen: 31, usual: 21.4, own: null, peers: 32.7, load: 1, surprise: 0.6 },
    { what: 'not found, denied today', seen: 0, usual: 0.38, own: 0, peers: 0.001, load: 1, surprise: 0 },
  ],
  opinions: [
    { kind: 'silent', detector: 'foreign-waybills', isShadow: false },
    {
      kind: 'speaks',
      detector: 'volume-burst',
      isShadow: true,
      window: 'PT1H',
      observed: 59,
      expected: 7.54,
      limit: null,
      score: 5.1,
      surprise: 2.2,
      reason: '59 different waybills in one hour; usual for this account and its role: about 7.5 in an hour',
      falseAlarms: ['A call list.'],
      triage: ['Within 5 minutes: look.'],
    },
    {
      kind: 'speaks',
      detector: 'exposure-ceiling',
      isShadow: false,
      window: 'PT24H',
      observed: 501,
      expected: 500,
      limit: 500,
      score: 10,
      surprise: 10,
      reason:
        '501 records without a known reason in about 24 hours; the policy allows this account 500 in 24 hours',
      falseAlarms: ['A role that reads thousands by design.'],
      triage: ['Within 5 minutes: step up authentication.', 'Within 15 minutes: ask for the reason.'],
    },
    { kind: 'silent', detector: 'slow-drip', isShadow: false },
    { kind: 'off', detector: 'unmasking', isShadow: false },
  ],
  judgement: { severity: 'high', surprise: 5.2, isLimitCrossed: true, recurs: true, isShadow: false },
  alert: {
    alertId: 'HB03110023/m1',
    severity: 'high',
    status: 'updated',
    isShadow: false,
    detectedAt: '2026-03-12T01:15:00.000Z',
    records: 1314,
    untoldRecords: 0,
    reasons: ['501 records without a known reason', 'two', 'three', 'four', 'five'],
  },
  week: {
    own: Array.from({ length: 168 }, (_, hour) => (hour < 120 ? atWork(hour, 1 + (hour % 7)) : 0)),
    roleShare: Array.from({ length: 168 }, (_, hour) => (hour < 144 ? atWork(hour, 1 / 54) : 0)),
  },
}

const { alert } = report
if (alert === null) throw new Error('the report has lost its alert')

const zoneMs = 8 * 3_600_000
const paint = colors.createColors(true)
const plain = (more: Partial<Report> = {}, width = 100) =>
  asText({ ...report, ...more }, { paint: colors.createColors(false), zoneMs, width })

describe('the report as text', () => {
  it('tells everything without colours', () => {
    expect(plain()).toMatchInlineSnapshot(`
      "HB03110023  outlet-clerk
        seen       2026-03-02 00:00 to 2026-03-12 10:30, 10.4 d; UTC+08:00, all below as of its last
                   look-up
        lane       3 of Redis (single: localhost:6379; topic waybill.queries, keys waywarden:*), next
                   offset 62432, newest event 2026-03-12 12:00
        baseline   5.52 active days and 45.1 active hours of its own; that of its role is established
        policy     78b8d3d92c3397f0
        alert      high, open since 2026-03-12 09:15, 1,314 records
                   - 501 records without a known reason
                   - two
                   - three
                   - and 2 more signs
        alertId    HB03110023/m1
        now        the detectors together call for an alert of severity high: a limit was crossed, and all
                   signs together have a surprise of 5.20; its previous days were unusual, too

      What each detector says
        exposure-ceiling    501 records without a known reason in about 24 hours; the policy allows this
                            account 500 in 24 hours
        ██████████          501 seen; over the limit of 500
        volume-burst        On trial: 59 different waybills in one hour; usual for this account and its
                            role: about 7.5 in an hour
        ██▎                 59 seen, 7.54 usual; score 5.10, a surprise of 2.2
        silent              foreign-waybills, slow-drip
        switched off        unmasking
        what to do          Within 5 minutes: step up authentication. Within 15 minutes: ask for the
                            reason.
        may be honest       A role that reads thousands by design.
        note                Judged from the state alone: decoys in the last look-up and overrides for its
                            outlet may be missing.
      A surprise of 3 is that of one honest account-day in 1,000. A full bar is 12; a crossed limit counts
      10.

      Windows
      ┌────────────┬──────────┬─────────┬───────────┬──────────┬─────────┬───────────┬────────┬─────────┐
      │ in about   │ look-ups │ records │ no reason │ distinct │ foreign │ not found │ denied │ exports │
      ├────────────┼──────────┼─────────┼───────────┼──────────┼─────────┼───────────┼────────┼─────────┤
      │ a minute   │        2 │       3 │         0 │        2 │       0 │         0 │      0 │       0 │
      │ 10 minutes │       14 │      21 │         1 │       12 │       1 │         0 │      0 │       1 │
      │ an hour    │       98 │     147 │         2 │       72 │       2 │         0 │      0 │       2 │
      │ 24 hours   │      686 │   1,029 │         3 │      432 │       3 │         0 │      0 │       3 │
      │ 7 days     │    4,802 │   7,203 │         4 │    2,592 │       4 │         0 │      0 │       4 │
      └────────────┴──────────┴─────────┴───────────┴──────────┴─────────┴───────────┴────────┴─────────┘

      Seen and usual (own and peers combined, times the load)
      ┌─────────────────────────┬──────┬───────┬──────────┬───────────┬───────┬──────────┬──────────┐
      │                         │ seen │ usual │ own mean │ peer mean │  load │ surprise │          │
      ├─────────────────────────┼──────┼───────┼──────────┼───────────┼───────┼──────────┼──────────┤
      │ waybills in an hour     │   59 │  7.54 │     3.83 │      4.59 │ x 2.0 │      5.1 │ █████▏   │
      │ waybills today          │   31 │  21.4 │        - │      32.7 │       │      0.6 │ ▋        │
      │ not found, denied today │    0 │  0.38 │        0 │     <0.01 │       │          │          │
      └─────────────────────────┴──────┴───────┴──────────┴───────────┴───────┴──────────┴──────────┘
      Windows come first: without reopened waybills, a truckload and printed rows, and with their surprise
      among honest windows. Then habits of the day, whose surprise is not yet compared with honest days. A
      full bar is 8.

      Waybills by hour of the week
             own (█ is 7 a week)                its peers, scaled to the same total
        Mon  ·········▃▅▆▇█▁▂▃▅······     35    ·········▄▄▄▄▄▄▄▄▄······     30
        Tue  ·········▇█▁▂▃▅▆▇█······     41    ·········▄▄▄▄▄▄▄▄▄······     30
        Wed  ·········▂▃▅▆▇█▁▂▃······     33    ·········▄▄▄▄▄▄▄▄▄······     30
        Thu  ·········▆▇█▁▂▃▅▆▇······     39    ·········▄▄▄▄▄▄▄▄▄······     30
        Fri  ·········▁▂▃▅▆▇█▁▂······     31    ·········▄▄▄▄▄▄▄▄▄······     30
        Sat  ························      0    ·········▄▄▄▄▄▄▄▄▄······     30
        Sun  ························      0    ························      0
             0     6     12    18               0     6     12    18"
    `)
  })

  it('fits a terminal of 100 columns, and one of 80, and ends no line with blanks', () => {
    for (const width of [100, 80, 50]) {
      const lines = plain({}, width).split('\n')
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(width)
      expect(lines.filter((line) => line.endsWith(' '))).toEqual([])
    }
  })

  it('paints only what stands out', () => {
    const painted = asText(report, { paint, zoneMs, width: 100 })
    expect(painted).not.toBe(plain())
    // eslint-disable-next-line no-control-regex
    expect(painted.replaceAll(/\u001b\[\d+m/g, '')).toBe(plain())
  })

  it('shows names of the log by their codes where they would move the cursor', () => {
    const text = plain({
      account: 'HB\u001b[2J1',
      role: 'clerk\r',
      alert: { ...alert, alertId: 'HB\u001b[2J1/m1', reasons: ['much\u0007'] },
    })
    // eslint-disable-next-line no-control-regex
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/)
    for (const shown of ['HB\\u001b[2J1  clerk\\u000d', 'HB\\u001b[2J1/m1', 'much\\u0007'])
      expect(text).toContain(shown)
  })

  it('paints a surprise that is worth a look, and one that is hard to explain', () => {
    const { red, yellow } = paint
    const drawing = { paint, zoneMs, width: 100 }
    const shown = [1.99, 2, 3.99, 4].map((surprise) => paintSurprise('x', surprise, drawing))
    expect(shown).toEqual(['x', yellow('x'), yellow('x'), red('x')])
    const text = asText(report, drawing)
    for (const part of [red('██████████'), yellow('██▎'), red('waybills in an hour'), red('5.1')])
      expect(text).toContain(part)
    expect(text.split(red('high'))).toHaveLength(3)
  })

  it('paints what is done at hours at which the role does next to nothing', () => {
    const week = {
      ...report.week,
      own: Array.from({ length: 168 }, (_, hour) => (hour === 3 || hour === 12 ? 5 : 0)),
    }
    const text = asText({ ...report, week }, { paint, zoneMs, width: 100 })
    expect(text).toContain(`${paint.dim('·')}${paint.yellow('█')}${paint.dim('·')}`)
    expect(text).toContain(`${paint.dim('·')}${paint.cyan('█')}${paint.dim('·')}`)
  })

  it('says that an alert is over, and how many signs it had beside the first three', () => {
    const saidOf = (more: Partial<typeof alert>) => plain({ alert: { ...alert, ...more } })
    expect(saidOf({ status: 'closed', untoldRecords: 45 })).toMatch(
      /high, closed, raised 2026-03-12 09:15, 1,314 records, 45 of them since it was closed\n/,
    )
    const reasons = ['one', 'two', 'three', 'four']
    const indent = '\n             - '
    expect(saidOf({ reasons })).toContain(['', 'one', 'two', 'three', 'and 1 more sign\n'].join(indent))
    expect(saidOf({ reasons: reasons.slice(1) })).toContain(['', 'two', 'three', 'four\n'].join(indent))
  })

  it('marks what is on trial, whether it speaks or not', () => {
    const onTrial = { ...alert, isShadow: true }
    const text = plain({
      alert: onTrial,
      judgement: { severity: 'low', surprise: 3, isLimitCrossed: false, recurs: false, isShadow: true },
      opinions: [{ kind: 'silent', detector: 'slow-drip', isShadow: true }],
    })
    for (const words of ['high (on trial), open', 'severity low (on trial)', 'slow-drip (on trial)'])
      expect(text).toContain(words)
  })

  it('says what to do where there is an alert to do it about, and to wait where it is low', () => {
    const said = (severity: 'low' | 'medium') =>
      plain({ judgement: { severity, surprise: 3, isLimitCrossed: false, recurs: false, isShadow: false } })
    expect(said('medium')).toMatch(/what to do {10}Within 5 minutes: step up/)
    expect(said('low')).toMatch(/what to do {10}Watch it\. If it grows: Within 5 minutes: step up/)
    expect(plain({ judgement: null })).not.toContain('what to do')
  })

  it('says that what speaks may have been told by an alert that is closed', () => {
    const words = /its closed\s+alert has reported/
    expect(plain({ alert: { ...alert, status: 'closed' } })).toMatch(words)
    expect(plain()).not.toMatch(words)
  })

  it('names whom the account is compared with, and no outlets where the log has none', () => {
    const text = plain({
      colleagues: 'accounts with a similar workload',
      windows: report.windows.map((row) => ({ ...row, foreign: null })),
    })
    expect(text).not.toContain('its role')
    expect(text).toMatch(/that of accounts with a similar\s+workload is established/)
    expect(text).toMatch(/an hour {4}│ +98 │ +147 │ +2 │ +72 │ +- │/)
  })

  it('says at which limit something stands or beyond which it is, and nothing of what is not usual', () => {
    const [, , crossed] = report.opinions
    if (crossed?.kind !== 'speaks') throw new Error('the report has lost its limit')
    const said = (more: Partial<typeof crossed>) => plain({ opinions: [{ ...crossed, ...more }] })
    expect(said({ observed: 500, expected: 2 })).toContain('500 seen, 2 usual; at the limit of 500')
    expect(said({ expected: 500 })).toContain('501 seen; over the limit of 500')
    expect(said({ observed: 0.8, expected: 0, limit: null })).toContain(
      '0.80 seen; score 10, a surprise of 10.0',
    )
  })

  it('says nothing of a load that is none once it is rounded', () => {
    const loads = (load: number) =>
      plain({ comparisons: report.comparisons.map((row) => ({ ...row, load })) })
    expect(loads(1.04)).not.toContain('x 1.0')
    expect(loads(1.06)).toContain('x 1.1')
  })

  it('has no doubts where the newest look-up was at hand', () => {
    expect(plain({ hasLookUp: true })).not.toContain('Judged from the state alone')
  })

  it('shows whole waybills, also where they are estimated', () => {
    const [first] = report.comparisons
    const text = plain({ comparisons: first === undefined ? [] : [{ ...first, seen: 59.4 }] })
    expect(text).toContain('│   59 │')
  })

  it('leaves out the week of the role where it has no room', () => {
    expect(plain({}, 73)).toContain('its peers, scaled')
    expect(plain({}, 72)).not.toContain('its peers, scaled')
  })

  it('draws the week of the role alone where the account has none, and equal work as equal columns where it has', () => {
    const week = { own: Array.from({ length: 168 }, () => 0), roleShare: report.week.roleShare }
    expect(plain({ week })).toContain('own: none yet                      its peers, as shares')
    expect(plain({ week })).toMatch(/Mon {2}·{24} {6}0 {4}·{9}█{9}·{6}\n/)
    const flat = Array.from({ length: 168 }, (_, hour) => (hour < 24 ? 1 : 0))
    const roleShare = Array.from({ length: 168 }, (_, hour) => (hour < 12 ? 1 / 12 : 0))
    expect(plain({ week: { own: flat, roleShare } })).toMatch(/Mon {2}▄{24} {5}24 {4}█{12}·{12} {5}24\n/)
  })

  it('has words for what is not there', () => {
    const nothing = Array.from({ length: 168 }, () => 0)
    const empty = { role: null, alert: null, judgement: null, week: { own: nothing, roleShare: nothing } }
    const text = plain({ ...empty, nextOffset: null, isSettled: false, opinions: [] })
    for (const words of [
      'no role',
      'alert      none open or recently closed',
      'call for no alert',
      'of its role is not established',
      'none yet',
    ]) {
      expect(text).toContain(words)
    }
    expect(text).not.toContain('next offset')
    expect(text).not.toMatch(/NaN|Infinity|null|undefined/)
  })
})

describe('blocks', () => {
  it('show that something is there, however little, and nothing where nothing is', () => {
    expect([0, 0.01, 4, 8, 9].map((value) => column(value, 8)).join('')).toBe('·▁▄██')
    expect(column(0, 0)).toBe('·')
  })

  it('are as long as the part of the whole', () => {
    expect([0, 1, 4.5, 8, 99].map((value) => bar(value, 8, 4))).toEqual(['', '▌', '██▎', '████', '████'])
  })
})
