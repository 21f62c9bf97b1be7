import { expect, it } from 'vitest'

import { summaryOf } from './evaluate-here.ts'

/** None of those that the README's figures are of. */
const SEED = 6
const PATIENCE_MS = 900_000

// Companies are smaller than those of the README, because theirs take long, and bounds are looser than what is
// aimed at (test/bench/README.md): a dozen or two of thefts are few, and so is one false alarm.

it(
  'the thefts of a company are caught, nearly all before 100 records, and honest work is left alone',
  () => {
    const set = summaryOf({ scenario: 'company', accounts: 400 }, SEED)
    expect(set.caught?.value).toBeGreaterThanOrEqual(0.96)
    expect(set.caughtUnder100?.value).toBeGreaterThanOrEqual(0.8)
    expect(set.leaked?.value).toBeLessThan(0.1)
    expect(set.falseMediumUp?.value).toBeLessThan(6)
    expect(set.falseHighUp?.value).toBe(0)
  },
  PATIENCE_MS,
)

const small = { accounts: 200, days: 16 }

it(
  'most are caught where the log does not say which outlets a waybill passes',
  () => {
    const set = summaryOf({ ...small, scenario: 'company', outletIds: 'absent' }, SEED)
    expect(set.caught?.value).toBeGreaterThanOrEqual(0.8)
    expect(set.leaked?.value).toBeLessThanOrEqual(0.2)
    expect(set.falseMediumUp?.value).toBeLessThan(8)
    expect(set.falseHighUp?.value).toBe(0)
  },
  PATIENCE_MS,
)

it(
  'a promotion week is left alone',
  () => {
    const set = summaryOf({ ...small, scenario: 'promotion' }, SEED)
    expect(set.accountDays).toBeGreaterThan(2_000)
    expect(set.falseMediumUp?.value).toBeLessThan(8)
    expect(set.falseHighUp?.value).toBe(0)
  },
  PATIENCE_MS,
)

it(
  'a clerk who takes a little more every day is caught before 2,000 records',
  () => {
    const { kinds } = summaryOf({ scenario: 'slow-ramp', accounts: 100 }, SEED)
    expect(kinds).toEqual([expect.objectContaining({ name: 'slow-ramp' })])
    for (const { thefts, caught, mostLeaked } of kinds) {
      expect(caught).toBe(thefts)
      expect(mostLeaked).toBeLessThan(2_000)
    }
  },
  PATIENCE_MS,
)
