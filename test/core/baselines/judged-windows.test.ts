import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import {
  judgedWindows,
  learnWindow,
  windowSurprise,
  type JudgedWindow,
} from '../../../src/core/baselines/judged-windows.ts'
import { createPeers, peersToTeach } from '../../../src/core/peers/peers.ts'
import { surprise } from '../../../src/core/surprise/surprise.ts'
import { createRandom } from '../../../src/simulate/random/create-random.ts'
import { normal } from '../../../src/simulate/random/draws.ts'
import { SEED } from '../support/streams.ts'

const hour = judgedWindows.find(({ of }) => of === 'hour') as JudgedWindow

/** Hours of a role whose baseline says `expected`; its people are as bursty as `spread` says, and `bias` times as busy. */
const hoursOf = (name: string, count: number, { bias, spread }: { bias: number; spread: number }) => {
  const random = createRandom(name, SEED)
  return Array.from({ length: count }, () => ({
    observed: Math.floor(20 * bias * Math.exp(spread * normal(random))),
    expected: { mean: 20, dispersion: 3 },
  }))
}

describe('the surprise of a window', () => {
  it('is what the model says while nothing else is known, up to one in ten', () => {
    const few = { observed: 30, expected: { mean: 20, dispersion: 3 } }
    expect(windowSurprise(createPeers(), 'clerk', hour, few)).toBeCloseTo(surprise(30, 20, 3), 5)
    const many = { ...few, observed: 5_000 }
    expect(windowSurprise(createPeers(), 'clerk', hour, many)).toBe(1)
  })

  it('is no more than the number of windows that held as much tells, where nearly all are empty', () => {
    const peers = createPeers()
    peersToTeach(peers, 'clerk')
    const expected = { mean: 20, dispersion: 3 }
    const learn = (observed: number) =>
      learnWindow({ peers, role: 'clerk', window: hour }, { observed, expected }, 1)
    for (let each = 0; each < 2_000; each++) learn(0)
    learn(120)
    const surpriseOf = (observed: number) => windowSurprise(peers, 'clerk', hour, { observed, expected })
    expect(surpriseOf(100)).toBeCloseTo(Math.log10(2_000), 1)
    expect(surpriseOf(500)).toBeGreaterThan(Math.log10(2_000) + 0.9)
  })

  it.each([
    { work: 'as the model has it', bias: 1, spread: 0.55 },
    { work: 'burstier', bias: 1, spread: 1.1 },
    { work: 'steadier', bias: 1, spread: 0.2 },
    { work: 'three times as much', bias: 3, spread: 0.7 },
    { work: 'half as much', bias: 0.5, spread: 0.7 },
  ])('is reached by the share it stands for, from the first window on, where work is $work', (work) => {
    const peers = createPeers()
    peersToTeach(peers, 'clerk')
    const reached = [2, 3, 4].map(() => 0)
    const hours = hoursOf(work.work, 30_000, work)
    for (const each of hours) {
      const found = windowSurprise(peers, 'clerk', hour, each)
      for (const [at, level] of [2, 3, 4].entries()) if (found >= level) reached[at] = (reached[at] ?? 0) + 1
      learnWindow({ peers, role: 'clerk', window: hour }, each, 1)
    }
    for (const [at, level] of [2, 3].entries()) {
      const factor = (reached[at] ?? 0) / (hours.length * 10 ** -level)
      expect(factor).toBeGreaterThan(1 / 3)
      expect(factor).toBeLessThan(3)
    }
    // Three are expected.
    expect(reached[2]).toBeLessThan(18)
  })

  it('never falls when there is more of it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(400), { maxLength: 60 }),
        fc.nat(400),
        fc.nat(100),
        (seen, observed, more) => {
          const peers = createPeers()
          const expected = { mean: 20, dispersion: 3 }
          for (const each of seen)
            learnWindow({ peers, role: 'clerk', window: hour }, { observed: each, expected }, 1)
          const [low, high] = [observed, observed + more].map((each) =>
            windowSurprise(peers, 'clerk', hour, { observed: each, expected }),
          )
          return (high ?? 0) >= (low ?? 0) - 1e-9
        },
      ),
      { seed: SEED },
    )
  })

  it('leans on everyone where a role has hardly been seen, and on the role later', () => {
    const peers = createPeers()
    for (const each of hoursOf('everyone', 2_000, { bias: 1, spread: 0.4 }))
      learnWindow({ peers, role: 'clerk', window: hour }, each, 1)
    const busy = { observed: 150, expected: { mean: 20, dispersion: 3 } }
    const before = windowSurprise(peers, 'auditor', hour, busy)
    peersToTeach(peers, 'auditor')
    for (const each of hoursOf('auditor', 400, { bias: 6, spread: 0.4 }))
      learnWindow({ peers, role: 'auditor', window: hour }, each, 1)
    expect(before).toBeGreaterThan(2)
    expect(windowSurprise(peers, 'auditor', hour, busy)).toBeLessThan(1)
  })
})
