import { describe, expect, it } from 'vitest'

import { calibrate, knownDays, type TailPrior } from '../../../src/core/surprise/tails.ts'
import { createRandom } from '../../../src/simulate/random/create-random.ts'
import { normal } from '../../../src/simulate/random/draws.ts'
import { SEED } from '../support/streams.ts'
import { expectRising, tailOf } from './rising.ts'

const prior: TailPrior = { factor: 10, decade: 4, floor: () => 1e-3, scale: Math.log1p }

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

  it('follows a rarer way of work of the role, which no curve through all of its days does', () => {
    const withRare = (rare: number) => tailOf(Array.from({ length: 100 }, (_, day) => (day < rare ? 45 : 0)))
    expect(calibrate(40, prior, knownDays(undefined, withRare(6)))).toBeLessThan(2)
    // One such day may have been a theft that nobody noticed.
    expect(calibrate(40, prior, knownDays(undefined, withRare(1)))).toBeGreaterThan(3)
  })

  it('of a score that is everyday for a role falls as the role is seen, though rare for everyone', () => {
    const everyone = tailOf(Array.from({ length: 1_000 }, () => 0))
    const role = tailOf(Array.from({ length: 200 }, () => 12))
    expect(calibrate(12, prior, knownDays(everyone, role))).toBeLessThan(0.3)
    expect(calibrate(12, prior, knownDays(everyone, undefined))).toBeGreaterThan(1.5)
  })
})
