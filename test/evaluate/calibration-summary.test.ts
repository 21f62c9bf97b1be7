import { describe, expect, it } from 'vitest'

import type { CalibrationCount } from '../../src/evaluate/calibration-count.ts'
import { summarizeCalibration, fitOf, type Fit } from '../../src/evaluate/calibration-summary.ts'

const count = (windows: number, reached: number[]): CalibrationCount => ({
  quantity: 'read in 1 h',
  role: 'courier',
  age: 'later',
  isOdd: false,
  windows,
  reached,
})

const verdictAt2 = (windows: number, reached: number): Fit | null => {
  const [level] = summarizeCalibration([count(windows, [reached, 0, 0, 0])]).levels
  return level === undefined ? null : fitOf(level)
}

describe('summarizeCalibration', () => {
  it('adds counts up and holds each level against 10^-s', () => {
    const { windows, levels } = summarizeCalibration([
      count(60_000, [700, 50, 5, 0]),
      count(40_000, [500, 50, 15, 2]),
    ])
    expect(windows).toBe(100_000)
    expect(levels.map(({ factor }) => Number(factor.toFixed(9)))).toEqual([1.2, 1, 2, 2])
  })

  it('gives the exact Poisson interval to one percent', () => {
    // Exact 95 % intervals: 10 gives 4.795 to 18.39, 0 gives 0 to 3.689.
    const [at2, at3] = summarizeCalibration([count(1000, [10, 0, 0, 0])]).levels
    expect((at2?.low ?? 0) / 0.4795).toBeCloseTo(1, 2)
    expect((at2?.high ?? 0) / 1.839).toBeCloseTo(1, 2)
    expect(at3?.low).toBe(0)
    expect(at3?.high ?? 0).toBeCloseTo(3.69, 1)
  })
})

describe('fitOf', () => {
  it.each([
    ['within', 100_000, 1000],
    ['within', 100_000, 2900],
    ['too often', 100_000, 3300],
    ['too rare', 100_000, 250],
    ['too often', 100, 40],
    ['too few to tell', 30, 0],
    ['too few to tell', 1000, 33],
  ] as const)('is "%s" where, of %i windows, %i reach it', (verdict, windows, reached) => {
    expect(verdictAt2(windows, reached)).toBe(verdict)
  })
})
