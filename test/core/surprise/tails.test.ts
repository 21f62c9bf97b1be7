import { describe, expect, it } from 'vitest'

import { fadeSums, useOthers } from '../../../src/core/peers/sums.ts'
import {
  bucketOf,
  calibrate,
  createTail,
  daysSeen,
  knownDays,
  LEAN,
  LEAST_SCORE,
  LINEAR,
  LOGARITHMIC,
  PRIOR_DAYS,
  recountDay,
  type TailPrior,
} from '../../../src/core/surprise/tails.ts'
import { createRandom } from '../../../src/simulate/random/create-random.ts'
import { normal } from '../../../src/simulate/random/draws.ts'
import { SEED } from '../support/streams.ts'
import { expectRising, tailOf } from './rising.ts'

const prior: TailPrior = { factor: 10, decade: 4, floor: () => 1e-3, scale: LOGARITHMIC, leeway: 0 }
const noPrior: TailPrior = { ...prior, factor: 0, floor: () => 0 }

/** Highest scores of honest days, as heavy-tailed as work with lists and exports. */
const honestScores = (count: number, name: string): readonly number[] => {
  const random = createRandom(name, SEED)
  return Array.from({ length: count }, () => Math.exp(0.5 * normal(random)) - 0.2)
}

describe('a calibrated surprise', () => {
  it('never falls when the score grows, whatever was seen', () => {
    expectRising({
      highest: 80,
      days: 60,
      tailOf,
      surprise: (score, tail) => calibrate(score, prior, knownDays(tail, undefined)),
    })
  })

  it("leaves out the account's own day, if that is counted already", () => {
    const others = honestScores(400, 'others')
    const [with40, without] = [tailOf([...others, 40]), tailOf(others)]
    const told = (own: number | null) => calibrate(40, prior, knownDays(with40, with40, LEAN, own))
    const alone = calibrate(40, prior, knownDays(without, without))
    expect(told(bucketOf(40))).toBeCloseTo(alone, 2)
    expect(told(null)).toBeLessThan(alone - 0.05)
  })

  it('says how rare a score is among honest days, and errs on the safe side beyond what was seen', () => {
    const everyone = tailOf(honestScores(2_000, 'seen'))
    const later = honestScores(200_000, 'later').map((score) =>
      calibrate(score, prior, knownDays(everyone, undefined)),
    )
    const times = (surprise: number) =>
      (later.filter((each) => each >= surprise).length / later.length) * 10 ** surprise
    expect(times(1)).toBeGreaterThan(0.7)
    expect(times(1)).toBeLessThan(1.3)
    expect(times(2)).toBeLessThan(1.5)
    expect(times(3)).toBeLessThan(2)
  })

  it('errs on the safe side where few days were seen, too: companies of a hundred days have hardly more false alarms than it says', () => {
    const decade = 0.43
    const shareAbove = (score: number) => (1 + score) ** (-1 / decade)
    const random = createRandom('companies', SEED)
    const companies = Array.from({ length: 200 }, () =>
      knownDays(undefined, tailOf(Array.from({ length: 100 }, () => (1 - random()) ** -decade - 1))),
    )
    const scores = Array.from({ length: 90 }, (_, score) => score)
    /** How often a company has such a surprise, for each time that it should. */
    const times = (surprise: number) => {
      const shares = companies.map((known) =>
        shareAbove(scores.find((score) => calibrate(score, noPrior, known) >= surprise) ?? Infinity),
      )
      return (shares.reduce((sum, share) => sum + share, 0) / shares.length) * 10 ** surprise
    }
    expect(times(2)).toBeLessThan(1.1)
    expect(times(3)).toBeLessThan(1.2)
  })

  it('follows a rarer way of work of the role, which no curve through all of its days does', () => {
    const withRare = (rare: number) => tailOf(Array.from({ length: 100 }, (_, day) => (day < rare ? 45 : 0)))
    expect(calibrate(40, prior, knownDays(undefined, withRare(6)))).toBeLessThan(2)
    // One such day may have been a theft that nobody noticed.
    expect(calibrate(40, prior, knownDays(undefined, withRare(1)))).toBeGreaterThan(3)
  })

  it('of a limit takes the days that came near for days that reached it', () => {
    const role = tailOf(Array.from({ length: 60 }, (_, day) => (day < 3 ? 7.5 : 0)))
    const told = (leeway: 0 | 1) => calibrate(8.05, { ...prior, leeway }, knownDays(undefined, role))
    expect(told(1)).toBeLessThan(told(0))
    expect(told(1)).toBeLessThan(2)
  })

  it('of a limit never falls when it is crossed by more, where the fitted tail begins either', () => {
    const scores = [...days(30_000, 0), ...days(100, 1.25), ...days(100, 1.75)]
    const known = knownDays(undefined, tailOf(scores))
    const ofLimit: TailPrior = { factor: 0, decade: 1, floor: () => 1e-4, scale: LINEAR, leeway: 1 }
    const told = Array.from({ length: 200 }, (_, at) => calibrate(at / 50, ofLimit, known))
    expect(told).toEqual(told.toSorted((a, b) => a - b))
  })

  it('of a score that is everyday for a role falls as the role is seen, though rare for everyone', () => {
    const everyone = tailOf(Array.from({ length: 1_000 }, () => 0))
    const role = tailOf(Array.from({ length: 600 }, () => 12))
    expect(calibrate(12, prior, knownDays(everyone, role))).toBeLessThan(0.3)
    expect(calibrate(12, prior, knownDays(everyone, undefined))).toBeGreaterThan(1.5)
  })

  it('is what is assumed before a day is known: no more than certain, never rarer than the floor, and 20 at most', () => {
    const told = (score: number, floor = prior.floor) =>
      calibrate(score, { ...prior, floor }, knownDays(undefined, undefined))
    expect([0, 4, 8, 80].map((score) => 10 ** -told(score))).toEqual([1, 1, 0.1, 1e-3])
    expect(told(200, () => 0)).toBe(20)
  })

  it('counts days of the same bucket by how far the score is through it', () => {
    const known = knownDays(undefined, tailOf([...days(100, 1), ...days(10, 10)]))
    const reached = (score: number) => (110 + PRIOR_DAYS) * 10 ** -calibrate(score, noPrior, known)
    for (const seen of [reached, (score: number) => daysSeen(score, known)])
      expect([0.9, 1.12, 1.3].map((score) => Math.round(seen(score)))).toEqual([110, 61, 10])
  })
})

const days = (count: number, score: number): readonly number[] => Array.from({ length: count }, () => score)

describe('the days that a score is held against', () => {
  it('are all of the role, and as many as two hundred of everyone', () => {
    const role = tailOf(days(5, 1))
    expect(knownDays(tailOf(days(10, 1)), role).days).toBe(15)
    expect(knownDays(tailOf(days(1_000, 1)), role).days).toBe(205)
    expect(knownDays(tailOf(days(1_000, 1)), undefined).days).toBe(1_000)
  })

  it('are kept however high they came, and are never fewer than none', () => {
    const known = knownDays(undefined, tailOf([1e9]))
    expect(daysSeen(80, known)).toBe(1)
    expect(daysSeen(1e9, known)).toBe(0)
  })

  it('are never fewer than none where one is taken back that has faded since, whatever others have taught', () => {
    const alone = tailOf([9])
    const beside = tailOf([9])
    useOthers(beside, tailOf(days(3, 9)).values)
    for (const tail of [alone, beside]) {
      fadeSums(tail, 0.7)
      recountDay(tail, 9, null)
    }
    expect(alone.values).toEqual(createTail().values)
    expect(calibrate(9, prior, knownDays(undefined, alone))).toBe(
      calibrate(9, prior, knownDays(undefined, undefined)),
    )
    expect(beside.values).toEqual(beside.others)
  })

  it('do not tell scores apart that are below the least', () => {
    expect(bucketOf(LEAST_SCORE - 1e-6)).toBe(bucketOf(0))
    expect(bucketOf(LEAST_SCORE)).toBe(bucketOf(0) + 1)
  })
})
