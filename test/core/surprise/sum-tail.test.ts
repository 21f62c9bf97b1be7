import { describe, expect, it } from 'vitest'

import { calibrateSum } from '../../../src/core/surprise/sum-tail.ts'
import {
  bucketOf,
  PRIOR_DAYS,
  SCORE_STEPS,
  type SharePrior,
  type Tail,
} from '../../../src/core/surprise/tails.ts'
import { expectRising, tailOf } from './rising.ts'

const prior: SharePrior = { factor: 3, decade: 1, floor: () => 0 }

/** As an account's day keeps them. */
const inSteps = (score: number): number => Math.floor(score * SCORE_STEPS) / SCORE_STEPS

const keptTailOf = (sums: readonly number[]): Tail => tailOf(sums.map(inSteps))

/** One day in five has signs; their sum falls by a factor of e for each `mean`. */
const honestSums = (days: number, mean: number): readonly number[] =>
  Array.from({ length: days }, (_, at) => Math.max(0, -mean * Math.log((at + 0.5) / (days / 5))))

/** Of so many days, those that are taken to reach the score; with nothing assumed but a weight. */
const daysTold = (score: number, sums: readonly number[]): number => {
  const nothing: SharePrior = { factor: 0, decade: 1, floor: () => 0 }
  return (sums.length + PRIOR_DAYS) * 10 ** -calibrateSum(score, nothing, tailOf(sums))
}

const times = (count: number, score: number): readonly number[] => Array.from({ length: count }, () => score)

const shareOf = (score: number, mean: number): number => 0.2 * Math.exp(-score / mean)

describe('the surprise of a sum of signs', () => {
  it('never falls when the sum grows, whatever was seen', () => {
    expectRising({
      highest: 30,
      days: 200,
      tailOf: keptTailOf,
      surprise: (score, tail) => calibrateSum(score, prior, tail),
    })
  })

  it("leaves out the account's own day, if that is counted already", () => {
    const others = honestSums(400, 0.6)
    for (const sum of [1, 2, 4]) {
      const tail = tailOf([...others, sum])
      const alone = calibrateSum(sum, prior, tailOf(others))
      expect(calibrateSum(sum, prior, tail, bucketOf(sum))).toBeCloseTo(alone, 2)
      expect(calibrateSum(sum, prior, tail)).toBeLessThan(alone - 0.002)
    }
  })

  // Where a strange day sets off several signs at once their sums fall slowly, and as slow is the surprise.
  for (const mean of [0.6, 0.9, 1.3]) {
    it(`is that of a company's own honest days, and not too high: sums that fall by e each ${mean}`, () => {
      const tail = keptTailOf(honestSums(8_000, mean))
      for (const rarity of [2, 3, 4]) {
        const score = mean * Math.log(0.2 * 10 ** rarity)
        const told = calibrateSum(score, prior, tail)
        expect(shareOf(score, mean)).toBeCloseTo(10 ** -rarity, 6)
        expect(told).toBeLessThan(rarity + 0.1)
        expect(told).toBeGreaterThan(rarity - 0.5)
      }
    })
  }

  it('is what was assumed where no day has had signs worth the name, however few days there are', () => {
    const told = calibrateSum(4, prior, keptTailOf(honestSums(160, 0.1)))
    expect(told).toBeGreaterThan(calibrateSum(4, prior, undefined))
  })

  it('is nearly as large where 400 days are known as where thousands are', () => {
    const [few, many] = [400, 8_000].map((days) => calibrateSum(8, prior, keptTailOf(honestSums(days, 0.6))))
    expect(few).toBeGreaterThan((many ?? 0) - 1)
    expect(few).toBeLessThan(many ?? 0)
  })

  it('stays within reach in a small company, whose few strange days fall as they may', () => {
    const tail = keptTailOf([...honestSums(300, 0.1), 2, 2.25, 2.5, 2.75, 3, 3.25, 3.5, 4])
    expect(calibrateSum(6, prior, tail)).toBeLessThan(3)
    expect(calibrateSum(13, prior, tail)).toBeGreaterThan(3.7)
  })

  it('counts the days that reach it while it is low, those of the same bucket by how far it is through that', () => {
    const sums = [...times(60, 0), ...times(40, 1)]
    const told = [0, 0.5, 1, 1.12, 1.3].map((score) => Math.round(daysTold(score, sums)))
    expect(told).toEqual([100, 40, 40, 20, 0])
  })

  it('adds those that lie higher by how its tail falls, not by their number', () => {
    const body = [...times(40, 2), ...times(40, 3.5)]
    expect(daysTold(1.75, body)).toBeGreaterThan(90)
    expect(daysTold(1.75, [...body, ...times(900, 20)])).toBeCloseTo(daysTold(1.75, body), 6)
  })

  it('counts no day twice between the days that are counted and the body', () => {
    const body = [...times(40, 1.75), ...times(40, 3.5)]
    for (const score of [1.5, 1.53, 1.6, 1.7])
      expect(daysTold(score, body)).toBeCloseTo(daysTold(1.75, body), 6)
  })

  it('is smaller where as steep a tail is told by few days', () => {
    const shareTold = (many: number): number => {
      const sums = [...times(91 * many, 0), ...times(8 * many, 2), ...times(many, 3.5)]
      return daysTold(6, sums) / sums.length
    }
    expect(shareTold(1)).toBeGreaterThan(5 * shareTold(1_000))
  })

  it('does not learn from thefts how high an honest day may rise', () => {
    const honest = honestSums(8_000, 0.7)
    const thefts = Array.from({ length: 160 }, (_, at) => 4.5 + (at % 20))
    const [without, within] = [honest, [...honest, ...thefts]].map((sums) =>
      calibrateSum(6, prior, keptTailOf(sums)),
    )
    expect(within).toBeCloseTo(without ?? 0, 1)
  })
})
