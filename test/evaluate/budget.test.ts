import { expect, it } from 'vitest'

import { detectors } from '../../detectors/index.ts'
import { alertDefaults } from '../../src/contract/policy.ts'
import { defaultOptions } from '../../src/simulate/options.ts'
import { defaultPolicy } from '../ops/default-policy.ts'
import { evaluateHere } from './evaluate-here.ts'

const SEED = 7
const FACTOR = 3
/** Scores three weeks of 300 accounts. */
const PATIENCE_MS = 900_000

/** The policy speaks of false alarms per 10,000 account-days, so what is simulated without a theft has to cost about as many. */
it(
  'false alarms on ordinary work are as many as the policy allows, within a factor of three',
  () => {
    const ordinary = { scenario: 'slow-ramp', thefts: [], accounts: 300, days: 21 }
    const { summaries } = evaluateHere(
      { options: { ...defaultOptions, ...ordinary }, seeds: [SEED] },
      {
        policies: [{ name: 'waywarden', policy: defaultPolicy(detectors) }],
        detectors,
        rules: [],
        hasCalibration: false,
      },
    )
    const [{ falseBySeverity, falseMediumUp, falseHighUp }] = summaries as [(typeof summaries)[number]]
    const all = Object.values(falseBySeverity).reduce((sum, each) => sum + each, 0)
    expect(all).toBeGreaterThan(alertDefaults.lowFalseAlarms / FACTOR)
    expect(all).toBeLessThan(alertDefaults.lowFalseAlarms * FACTOR)
    expect(falseMediumUp?.value).toBeLessThan(alertDefaults.mediumFalseAlarms * FACTOR)
    expect(falseHighUp?.value).toBe(0)
  },
  PATIENCE_MS,
)
