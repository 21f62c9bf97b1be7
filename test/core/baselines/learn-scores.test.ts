import { expect, it } from 'vitest'

import { exposureCeiling } from '../../../detectors/exposure-ceiling.ts'
import { DAY_MS } from '../../../src/contract/time-units.ts'
import { createAccount, type Account } from '../../../src/core/account.ts'
import {
  beginScores,
  learnScore,
  learnScores,
  learnSum,
  ownBucket,
  ownBucketOfSum,
  takeBackScores,
} from '../../../src/core/baselines/learn-scores.ts'
import { createPeers, PeerSum, peersToTeach, type Peers } from '../../../src/core/peers/peers.ts'
import { addToSum } from '../../../src/core/peers/sums.ts'
import { ALL_SCORE, ALL_SIGNS, bucketOf, SCORE_STEPS, tailOfRole } from '../../../src/core/surprise/tails.ts'
import { workDay } from '../../../src/core/time.ts'
import { lookUp, waybills } from '../support/look-ups.ts'
import { createRun } from '../support/run.ts'
import { MONDAY_HOUR, MONDAY_MS } from '../support/streams.ts'

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

/** An account that begins a day so many days of work after the log has begun, in a role of so many active days. */
const onDay = (daysLater: number, ofRole = 0) => {
  const [account, peers] = [createAccount(), createPeers()]
  peers.firstHour = MONDAY_HOUR + 8
  account.role = 'courier'
  account.underWay.hour = MONDAY_HOUR + 8 + 24 * daysLater
  account.underWay.day = workDay(account.underWay.hour)
  for (const group of peersToTeach(peers, 'courier')) addToSum(group, PeerSum.activeDays, ofRole)
  beginScores(account, peers, EARLY_DETECTORS)
  return { account, peers }
}
const EARLY_DETECTORS = [
  { id: 'volume', kind: 'volume' },
  { id: 'source', kind: 'source' },
  { id: 'limit', kind: 'limit' },
] as const

/** The first detector's score rises, and the sum with it. */
const rise = ({ account, peers }: ReturnType<typeof onDay>, score: number, sum: number): void => {
  const [before, sumBefore] = [account.dayScores[0] as number, account.dayScores[ALL_SCORE] as number]
  account.dayScores[0] = score * SCORE_STEPS
  account.dayScores[ALL_SCORE] = sum * SCORE_STEPS
  learnScore(account, peers, { at: 0, ...EARLY_DETECTORS[0], before })
  learnSum(account, peers, sumBefore)
  takeBackScores(account, peers, EARLY_DETECTORS)
}

/** [tail] the bucket of the only account-day in it; null if there is none. */
const counted = ({ tails }: Peers) =>
  ['volume', tailOfRole('volume', 'courier'), 'source', 'limit', ALL_SIGNS].map((name) => {
    const [days = 0, ...buckets] = tails.get(name)?.values ?? []
    return days === 0 ? null : buckets.indexOf(days)
  })

it("counts the signs of a day under way on a log's second and third day, and on no other", () => {
  for (const day of [0, 3]) {
    const late = onDay(day)
    rise(late, 4, 2)
    expect(counted(late.peers)).toEqual([null, null, null, null, null])
    expect([ownBucket(late.account, 0, 'volume'), ownBucketOfSum(late.account)]).toEqual([null, null])
  }
  for (const day of [1, 2]) {
    const early = onDay(day)
    expect(counted(early.peers)).toEqual([0, 0, null, null, 0])
    rise(early, 4, 2)
    expect(counted(early.peers)).toEqual([bucketOf(4), bucketOf(4), null, null, bucketOf(2)])
    expect([ownBucket(early.account, 0, 'volume'), ownBucketOfSum(early.account)]).toEqual([
      bucketOf(4),
      bucketOf(2),
    ])
  }
})

it('forgets them at the end of a day that nothing was known to measure by, and else learns them once', () => {
  const early = onDay(1)
  rise(early, 4, 2)
  learnScores(early.account, early.peers, { detectors: EARLY_DETECTORS, isMeasured: false })
  expect(counted(early.peers)).toEqual([null, null, null, 0, null])
  const measured = onDay(2, 100)
  rise(measured, 4, 2)
  learnScores(measured.account, measured.peers, { detectors: EARLY_DETECTORS, isMeasured: true })
  expect(counted(measured.peers)).toEqual([bucketOf(4), bucketOf(4), null, 0, bucketOf(2)])
  expect(measured.peers.tails.get('volume')?.values[0]).toBe(1)
})

it('takes them back as soon as the day is no measure of honest work, once there is a baseline', () => {
  const unmeasured = onDay(1, 100)
  rise(unmeasured, 9, 2.5)
  expect(counted(unmeasured.peers)).toEqual([bucketOf(9), bucketOf(9), null, null, bucketOf(2.5)])
  const suspect = onDay(2, 100)
  rise(suspect, 9, 2.5)
  expect(counted(suspect.peers)).toEqual([null, null, null, null, bucketOf(2.5)])
  suspect.account.underWay.isDayTheft = true
  rise(suspect, 12, 9)
  expect(counted(suspect.peers)).toEqual([null, null, null, null, null])
  expect([ownBucket(suspect.account, 0, 'volume'), ownBucketOfSum(suspect.account)]).toEqual([null, null])
})
