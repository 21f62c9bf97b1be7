import { describe, expect, it } from 'vitest'

import type { FalseDay } from '../../src/evaluate/scorer.ts'
import { summarize } from '../../src/evaluate/summary.ts'
import { runScore, theft } from './run-scores.ts'

const falseDay = (
  account: string,
  severity: FalseDay['severity'],
  oddity: string | null = null,
): FalseDay => ({
  account,
  day: 1,
  severity,
  oddity,
})

describe('summarize', () => {
  it('takes shares of all thefts, missed ones too', () => {
    const summary = summarize('waywarden', [
      runScore({ thefts: [theft('drip-1', 1000, 99), theft('drip-2', 1000, 100)] }),
      runScore({ seed: 2, thefts: [theft('drip-1', 1000, 500), theft('scraper-1', 2000, null)] }),
    ])
    expect(summary.caught?.value).toBe(0.75)
    expect(summary.caughtUnder500?.value).toBe(0.5)
    expect(summary.caughtUnder100?.value).toBe(0.25)
    expect(summary.leaked?.value).toBe((99 + 100 + 500 + 2000) / 5000)
    expect(summary.medianLeaked).toBe(300)
    expect(summary.kinds).toEqual([
      {
        name: 'drip',
        thefts: 3,
        caught: 3,
        caughtUnder100: 1,
        medianLeaked: 100,
        mostLeaked: 500,
        medianMinutes: 100,
      },
      {
        name: 'scraper',
        thefts: 1,
        caught: 0,
        caughtUnder100: 0,
        medianLeaked: 2000,
        mostLeaked: 2000,
        medianMinutes: null,
      },
    ])
  })

  it('counts alerts per theft caught', () => {
    const thefts = [theft('drip-1', 1000, 10, 3), theft('drip-2', 1000, 10, 1), theft('drip-3', 1000, null)]
    expect(summarize('waywarden', [runScore({ thefts })]).alertsPerIncident?.value).toBe(2)
  })

  it('gives false account-days per 10,000 active account-days', () => {
    const summary = summarize('waywarden', [
      runScore({
        activeDays: new Map([
          ['ann', 15],
          ['bob', 5],
        ]),
        falseDays: [
          falseDay('ann', 'low'),
          falseDay('ann', 'medium'),
          falseDay('bob', 'critical', 'call-list'),
        ],
        oddities: new Map([['call-list', { episodes: 1, accountDays: 2 }]]),
      }),
      runScore({ seed: 2, activeDays: new Map([['ann', 20]]) }),
    ])
    expect(summary.accountDays).toBe(40)
    expect(summary.falseMediumUp?.value).toBe(500)
    expect(summary.falseHighUp?.value).toBe(250)
    expect(summary.falseBySeverity).toEqual({ low: 250, medium: 250, high: 0, critical: 250 })
    expect(summary.oddities).toEqual([
      { name: null, episodes: 0, accountDays: 0, falseDays: { low: 1, medium: 1, high: 0, critical: 0 } },
      {
        name: 'call-list',
        episodes: 1,
        accountDays: 2,
        falseDays: { low: 0, medium: 0, high: 0, critical: 1 },
      },
    ])
  })

  it('does not say that nothing false in 40 days means never', () => {
    const { falseMediumUp } = summarize('waywarden', [runScore({ activeDays: new Map([['ann', 40]]) })])
    expect(falseMediumUp).toEqual({ value: 0, low: 0, high: 750 })
  })

  it('does not say that ten of ten means always', () => {
    const thefts = Array.from({ length: 10 }, (_, index) => theft(`drip-${index}`, 100, 10))
    expect(summarize('waywarden', [runScore({ thefts })]).caught).toEqual({ value: 1, low: 0.7, high: 1 })
  })

  it('has no shares where there is no theft', () => {
    const summary = summarize('waywarden', [runScore({ activeDays: new Map([['ann', 3]]) })])
    expect(summary).toMatchObject({ caught: null, leaked: null, medianLeaked: null, alertsPerIncident: null })
  })
})
