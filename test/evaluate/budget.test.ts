import { expect, it } from 'vitest'

import { alertDefaults } from '../../src/contract/policy.ts'
import { summaryOf } from './evaluate-here.ts'

const SEED = 7
const FACTOR = 3
/** Scores three weeks of 300 accounts. */
const PATIENCE_MS = 900_000

/** The policy speaks of false alarms per 10,000 account-days, so what is simulated without a theft has to cost about as many. */
it(
  'false alarms on ordinary work are as many as the policy allows, within a factor of three',
  () => {
    const ordinary = { scenario: 'slow-ramp', thefts: [], accounts: 300, days: 21 }
    const { falseBySeverity, falseMediumUp, falseHighUp } = summaryOf(ordinary, SEED)
    const all = Object.values(falseBySeverity).reduce((sum, each) => sum + each, 0)
    expect(all).toBeGreaterThan(alertDefaults.lowFalseAlarms / FACTOR)
    expect(all).toBeLessThan(alertDefaults.lowFalseAlarms * FACTOR)
    expect(falseMediumUp?.value).toBeLessThan(alertDefaults.mediumFalseAlarms * FACTOR)
    expect(falseHighUp?.value).toBe(0)
  },
  PATIENCE_MS,
)
