import { describe, expect, it } from 'vitest'

import { compareContenders } from '../../src/evaluate/compare-contenders.ts'
import { comparisonLists } from '../../src/evaluate/report/comparison-lists.ts'
import type { FalseDay, RunScore } from '../../src/evaluate/scorer.ts'
import { runScore, theft } from './run-scores.ts'

const falseDay = (
  account: string,
  severity: FalseDay['severity'],
  oddity: string | null = null,
): FalseDay => ({ account, day: 20_518, severity, oddity })

const run = (contender: string, changes: Partial<RunScore>): RunScore => runScore({ contender, ...changes })

const compareRuns = (first: Partial<RunScore>, other: Partial<RunScore>) =>
  compareContenders([run('default', first)], [run('new.yaml', other)])

const nothing = {
  caughtNoMore: [],
  caughtNewly: [],
  leakedLess: [],
  leakedMore: [],
  falseGone: [],
  falseNew: [],
}

describe('comparing two policies', () => {
  it('finds nothing where nothing differs', () => {
    const same = { thefts: [theft('drip-1', 100, 5)], falseDays: [falseDay('ann', 'high')] }
    expect(compareRuns(same, same)).toEqual({ first: 'default', other: 'new.yaml', ...nothing })
  })

  it('tells thefts that only one of them catches from those that both catch, earlier or later', () => {
    const found = compareRuns(
      {
        thefts: [
          theft('a-1', 900, 40),
          theft('b-1', 900, null),
          theft('c-1', 900, 40),
          theft('d-1', 900, 40),
          theft('e-1', 900, null),
        ],
      },
      {
        thefts: [
          theft('a-1', 900, null),
          theft('b-1', 900, 70),
          theft('c-1', 900, 30),
          theft('d-1', 900, 41),
          theft('e-1', 900, null),
        ],
      },
    )
    const of = (id: string, before: number, after: number) => ({
      seed: 1,
      id,
      records: 900,
      leakedBefore: before,
      leakedAfter: after,
    })
    expect(found).toMatchObject({
      caughtNoMore: [of('a-1', 40, 900)],
      caughtNewly: [of('b-1', 900, 70)],
      leakedLess: [of('c-1', 40, 30)],
      leakedMore: [of('d-1', 40, 41)],
    })
  })

  it('counts a theft as caught where every record was out by the alert', () => {
    const found = compareRuns({ thefts: [theft('a-1', 9, null)] }, { thefts: [theft('a-1', 9, 9)] })
    expect(found).toMatchObject({ caughtNewly: [{ id: 'a-1' }], leakedLess: [], leakedMore: [] })
  })

  it('names the largest difference first', () => {
    const thefts = (...leaked: number[]) => leaked.map((records, at) => theft(`a-${at}`, 900, records))
    const { leakedLess } = compareRuns({ thefts: thefts(50, 80, 60) }, { thefts: thefts(49, 20, 50) })
    expect(leakedLess.map(({ id }) => id)).toEqual(['a-1', 'a-2', 'a-0'])
  })

  it('finds account-days that only one of them alarms about, at medium or higher', () => {
    const found = compareRuns(
      { falseDays: [falseDay('ann', 'high', 'audit'), falseDay('bob', 'medium'), falseDay('cid', 'low')] },
      { falseDays: [falseDay('bob', 'critical'), falseDay('cid', 'medium'), falseDay('dan', 'low')] },
    )
    expect(found).toMatchObject({
      falseGone: [{ seed: 1, account: 'ann', day: 20_518, severity: 'high', oddity: 'audit' }],
      falseNew: [{ seed: 1, account: 'cid', severity: 'medium', oddity: null }],
    })
  })

  it('takes a day that one of them calls low for none', () => {
    const found = compareRuns(
      { falseDays: [falseDay('ann', 'medium')] },
      { falseDays: [falseDay('ann', 'low')] },
    )
    expect(found).toMatchObject({ falseGone: [{ account: 'ann' }], falseNew: [] })
  })

  it('keeps thefts and days of each seed apart', () => {
    const seeds = (contender: string, leaked: readonly [number, number], odd: number) =>
      leaked.map((records, at) =>
        run(contender, {
          seed: at + 1,
          thefts: [{ ...theft('drip-1', 900, records), seed: at + 1 }],
          falseDays: at + 1 === odd ? [falseDay('ann', 'high')] : [],
        }),
      )
    expect(compareContenders(seeds('a', [5, 7], 1), seeds('b', [5, 8], 2))).toMatchObject({
      leakedLess: [],
      leakedMore: [{ seed: 2, leakedBefore: 7, leakedAfter: 8 }],
      falseGone: [{ seed: 1 }],
      falseNew: [{ seed: 2 }],
    })
  })
})

describe('the list of what differs', () => {
  const told = (first: Partial<RunScore>, other: Partial<RunScore>) =>
    Object.fromEntries(comparisonLists(compareRuns(first, other)).map(({ title, items }) => [title, items]))

  it('names no seed of a log that was not simulated', () => {
    const unknown = { seed: null, name: 'rented' }
    const lists = comparisonLists(
      compareRuns(
        {
          seed: null,
          thefts: [{ ...theft('2', 900, 40), ...unknown }],
          falseDays: [falseDay('ann', 'high')],
        },
        { seed: null, thefts: [{ ...theft('2', 900, 12), ...unknown }] },
      ),
    ).flatMap(({ items }) => items)
    expect(lists).toEqual(['rented 2: 40 -> 12', 'ann on 2026-03-06: high, ordinary work'])
  })

  it('says of nothing that it is nothing', () => {
    expect(told({}, {})).toEqual({
      'thefts no longer caught: 0': [],
      'thefts newly caught: 0': [],
      'thefts with fewer records before the alert: 0': [],
      'thefts with more records before the alert: 0': [],
      'false account-days gone, medium and up: 0': [],
      'false account-days new, medium and up: 0': [],
    })
  })

  it('says what became of each theft, and which account-day it was', () => {
    const lists = told(
      { thefts: [theft('a-1', 1_900, null), theft('b-1', 900, 40)], falseDays: [falseDay('ann', 'high')] },
      {
        thefts: [theft('a-1', 1_900, 70), theft('b-1', 900, 12)],
        falseDays: [falseDay('bob', 'medium', 'audit')],
      },
    )
    expect(lists).toMatchObject({
      'thefts newly caught: 1': ['a-1, seed 1: missed (1,900 records) -> 70'],
      'thefts with fewer records before the alert: 1': ['b-1, seed 1: 40 -> 12'],
      'false account-days gone, medium and up: 1': ['ann on 2026-03-06, seed 1: high, ordinary work'],
      'false account-days new, medium and up: 1': ['bob on 2026-03-06, seed 1: medium, audit'],
    })
    const lost = told({ thefts: [theft('a-1', 900, 70)] }, { thefts: [theft('a-1', 900, null)] })
    expect(lost).toMatchObject({ 'thefts no longer caught: 1': ['a-1, seed 1: 70 -> missed (900 records)'] })
  })

  it('stays short, and says where the rest is', () => {
    const falseDays = Array.from({ length: 25 }, (_, at) => falseDay(`u${at}`, 'high'))
    const items = told({}, { falseDays })['false account-days new, medium and up: 25']
    expect(items).toHaveLength(21)
    expect(items?.at(-1)).toBe('and 5 more, which --json lists')
  })

  it('lets no name of the log move the cursor', () => {
    const lists = told({}, { falseDays: [falseDay('\u001b[2Jann', 'high')] })
    expect(Object.values(lists).flat()).toEqual(['\\u001b[2Jann on 2026-03-06, seed 1: high, ordinary work'])
  })
})
