import { expect, it } from 'vitest'

import { exposureCeiling } from '../../../detectors/exposure-ceiling.ts'
import { DAY_MS } from '../../../src/contract/time-units.ts'
import { createAccount, type Account } from '../../../src/core/account.ts'
import { learnScores } from '../../../src/core/baselines/learn-scores.ts'
import { createPeers } from '../../../src/core/peers/peers.ts'
import { ALL_SCORE, ALL_SIGNS, bucketOf, SCORE_STEPS, tailOfRole } from '../../../src/core/surprise/tails.ts'
import { lookUp, waybills } from '../support/look-ups.ts'
import { createRun } from '../support/run.ts'
import { MONDAY_MS } from '../support/streams.ts'

const { id, defaults } = exposureCeiling

/** Account-days in a tail by the bucket of their score, after lists of so many records on the first day, and perhaps the day's end. */
const learnt = (lists: readonly number[], end: ((account: Account) => void) | null, name = id) => {
  const run = createRun([exposureCeiling])
  for (const [at, records] of lists.entries())
    run.take(lookUp(at, { occurredAt: MONDAY_MS, waybills: waybills(at * 10_000, records) }))
  if (end !== null) {
    end(run.account('A-1'))
    run.take(lookUp(99, { occurredAt: MONDAY_MS + 3 * DAY_MS, waybills: [] }))
  }
  const [days = 0, ...buckets] = run.lane.peers.tails.get(name)?.values ?? []
  return { days, buckets: Object.fromEntries(Object.entries(buckets).filter(([, count]) => count !== 0)) }
}
const atLimit = defaults.maxUnexplainedRecords + 1
const oneDayAt = (score: number) => ({ days: 1, buckets: { [bucketOf(score)]: 1 } })

it('counts a day that goes beyond a limit at once, and once', () => {
  expect(learnt([atLimit], null)).toEqual(oneDayAt(1))
  expect(learnt([atLimit, atLimit], null)).toEqual(oneDayAt(3))
  expect(learnt([atLimit, atLimit, 2 * atLimit], () => undefined)).toEqual(oneDayAt(5))
})

it('counts it for the role too, though the role was not known when the limit was crossed', () => {
  const ofRole = tailOfRole(id, lookUp(1).role ?? '')
  expect(learnt([atLimit], () => undefined, ofRole)).toEqual(oneDayAt(1))
})

it('counts a day that does not when it has ended', () => {
  expect(learnt([1], null)).toEqual({ days: 0, buckets: {} })
  expect(learnt([1], () => undefined)).toEqual(oneDayAt(0))
})

it('takes back what a day has taught that turns out to be no measure of honest work', () => {
  const toBeATheft = ({ underWay }: Account) => {
    underWay.isDayTheft = true
  }
  expect(learnt([atLimit, atLimit], toBeATheft)).toEqual({ days: 0, buckets: {} })
})

it('of a day whose signs come near an alarm learns their sum alone: thefts that stay below one teach detectors nothing', () => {
  const daysLearnt = (sum: number) => {
    const [account, peers] = [createAccount(), createPeers()]
    account.dayScores[0] = 3 * SCORE_STEPS
    account.dayScores[ALL_SCORE] = sum * SCORE_STEPS
    learnScores(account, peers, { detectors: [{ id: 'volume', kind: 'volume' }], isMeasured: true })
    return ['volume', ALL_SIGNS].map((name) => peers.tails.get(name)?.values[0] ?? 0)
  }
  expect(daysLearnt(2.25)).toEqual([1, 1])
  expect(daysLearnt(2.5)).toEqual([0, 1])
})

it('learns nothing from the silence of accounts that have no earlier days yet, where a sign compares with these', () => {
  const daysLearnt = (ageMs: number) => {
    const [account, peers] = [createAccount(), createPeers()]
    account.firstSeenMs = MONDAY_MS
    account.windows.nowMs = MONDAY_MS + ageMs
    const detectors = (['volume', 'source', 'reach-lately', 'order-lately'] as const).map((kind) => ({
      id: kind,
      kind,
    }))
    learnScores(account, peers, { detectors, isMeasured: true })
    return detectors.map((each) => peers.tails.get(each.id)?.values[0] ?? 0)
  }
  expect(daysLearnt(3 * DAY_MS - 1)).toEqual([1, 0, 0, 0])
  expect(daysLearnt(3 * DAY_MS)).toEqual([1, 1, 1, 1])
})
