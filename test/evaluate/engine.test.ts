import { expect, it } from 'vitest'

import { detectors } from '../../detectors/index.ts'
import { createEngine } from '../../src/evaluate/engine.ts'
import { NATIVE } from '../../src/evaluate/log-format.ts'
import { parsePolicy } from '../ops/parse-policy.ts'
import { DAY_MS, lookUp, MONDAY_MS } from './look-up.ts'

const policy = parsePolicy('forgetAfterDays: 20', { detectors, tokenKey: NATIVE.tokenKey })

/** The days on which the account is taken to have begun, as of each of its look-ups. */
const firstDays = (days: readonly number[]): number[] => {
  const begun: number[] = []
  const engine = createEngine({
    name: 'waywarden',
    policy: () => policy,
    detectors,
    probe: ({ firstSeenMs }) => void begun.push((firstSeenMs - MONDAY_MS) / DAY_MS),
  })
  for (const [offset, day] of days.entries())
    engine.onEvent(lookUp(day * DAY_MS), { topic: 'test', partition: 0, offset })
  return begun
}

it('an account begins anew after as many days as the policy says, as in a lane', () => {
  expect(firstDays([0, 1, 21])).toEqual([0, 0, 0])
  expect(firstDays([0, 1, 22])).toEqual([0, 0, 22])
})
