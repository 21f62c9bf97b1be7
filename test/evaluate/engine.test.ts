import { expect, it } from 'vitest'

import { detectors } from '../../detectors/index.ts'
import { accountId } from '../../src/contract/brands.ts'
import { DAY_MS, HOUR_MS } from '../../src/contract/time-units.ts'
import { createEngine } from '../../src/evaluate/engine.ts'
import { NATIVE } from '../../src/evaluate/log-format.ts'
import { recordLimit } from '../core/support/limits.ts'
import { MONDAY_MS } from '../core/support/streams.ts'
import { parsePolicy } from '../ops/parse-policy.ts'
import { lookUp } from './look-up.ts'

const policy = parsePolicy('forgetAfterDays: 20', { detectors, tokenKey: NATIVE.tokenKey })

/** The days on which the account is taken to have begun, as of each of its look-ups. */
const firstDays = (days: readonly number[]): number[] => {
  const begun: number[] = []
  const engine = createEngine({
    name: 'waywarden',
    policy: () => policy,
    detectors,
    probe: ({ firstSeenMs }) => void begun.push((firstSeenMs - MONDAY_MS) / DAY_MS),
    onOutcome: null,
  })
  for (const [offset, day] of days.entries())
    engine.onEvent(lookUp(day * DAY_MS), { topic: 'test', partition: 0, offset })
  return begun
}

it('an account begins anew after as many days as the policy says, as in a lane', () => {
  expect(firstDays([0, 1, 21])).toEqual([0, 0, 0])
  expect(firstDays([0, 1, 22])).toEqual([0, 0, 22])
})

it('an alert is raised when it opens and when it grows, and not when it is closed', () => {
  const limits = [recordLimit('a-limit', 'medium', 10)]
  const inForce = parsePolicy('{}', { detectors: limits, tokenKey: NATIVE.tokenKey })
  const engine = createEngine({
    name: 'waywarden',
    policy: () => inForce,
    detectors: limits,
    probe: null,
    onOutcome: null,
  })
  const raisedAt = (atMs: number, account: string, records: number): number =>
    engine.onEvent(lookUp(atMs, { accountId: accountId(account), records }), {
      topic: 'test',
      partition: 0,
      offset: atMs,
    }).length
  expect([raisedAt(0, 'ann', 20), raisedAt(1, 'ann', 100), raisedAt(5 * HOUR_MS, 'bob', 1)]).toEqual([
    1, 1, 0,
  ])
})
