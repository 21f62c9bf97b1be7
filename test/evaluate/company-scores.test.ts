import { expect, it } from 'vitest'

import { detectors } from '../../detectors/index.ts'
import { defaultOptions } from '../../src/simulate/options.ts'
import { defaultPolicy } from '../ops/default-policy.ts'
import { evaluateHere } from './evaluate-here.ts'

/** None of those that the README's figures are of. */
const SEED = 6
/** Fewer than there, because three weeks of theirs take long. */
const ACCOUNTS = 400
const PATIENCE_MS = 900_000

/** Looser than what is aimed at (test/bench/README.md): 25 thefts are few. */
it(
  'the thefts of a company are caught, nearly all before 100 records, and honest work is left alone',
  () => {
    const { summaries } = evaluateHere(
      { options: { ...defaultOptions, scenario: 'company', accounts: ACCOUNTS }, seeds: [SEED] },
      {
        policies: [{ name: 'waywarden', policy: defaultPolicy(detectors) }],
        detectors,
        rules: [],
        hasCalibration: false,
      },
    )
    const [{ caught, caughtUnder100, leaked, falseMediumUp, falseHighUp }] = summaries as [
      (typeof summaries)[number],
    ]
    expect(caught?.value).toBeGreaterThanOrEqual(0.96)
    expect(caughtUnder100?.value).toBeGreaterThanOrEqual(0.8)
    expect(leaked?.value).toBeLessThan(0.1)
    expect(falseMediumUp?.value).toBeLessThan(6)
    expect(falseHighUp?.value).toBe(0)
  },
  PATIENCE_MS,
)
