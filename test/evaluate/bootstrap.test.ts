import { describe, expect, it } from 'vitest'

import { bootstrapInterval } from '../../src/evaluate/bootstrap.ts'

const meanOf = (units: readonly number[]): number => units.reduce((sum, unit) => sum + unit, 0) / units.length
const upTo = (end: number): number[] => Array.from({ length: end }, (_, index) => index)

describe('bootstrapInterval', () => {
  it('gives the same interval for the same input', () => {
    const clusters = [upTo(30), upTo(20)]
    expect(bootstrapInterval(clusters, meanOf)).toEqual(bootstrapInterval(clusters, meanOf))
    expect(bootstrapInterval(clusters, meanOf)).not.toEqual(bootstrapInterval(clusters, meanOf, { seed: 2 }))
  })

  it('comes near the normal interval of a mean where that holds', () => {
    // 400 units, standard deviation 115.5: the mean is good to 1.96 * 115.5 / 20 = 11.3 either way.
    const interval = bootstrapInterval([upTo(400)], meanOf, { resamples: 4000 })
    expect(Math.abs((interval?.low ?? 0) - (199.5 - 11.3))).toBeLessThan(1)
    expect(Math.abs((interval?.high ?? 0) - (199.5 + 11.3))).toBeLessThan(1)
  })

  it('is wider where seeds differ than where only their units do', () => {
    const same = [upTo(20), upTo(20), upTo(20)]
    const apart = [upTo(20), upTo(20).map((unit) => unit + 100), upTo(20).map((unit) => unit - 100)]
    const width = (clusters: number[][]) => {
      const interval = bootstrapInterval(clusters, meanOf)
      return (interval?.high ?? 0) - (interval?.low ?? 0)
    }
    expect(width(apart)).toBeGreaterThan(5 * width(same))
  })

  it('holds the true mean in about 95 of 100 cases', () => {
    // A linear congruential generator, so that the cases are the same every time.
    let state = 7
    const next = () => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648
    const cases = upTo(200).filter(() => {
      const interval = bootstrapInterval([Array.from({ length: 60 }, next)], meanOf, { resamples: 400 })
      return interval !== null && interval.low <= 0.5 && interval.high >= 0.5
    })
    expect(cases.length).toBeGreaterThanOrEqual(180)
    expect(cases.length).toBeLessThanOrEqual(199)
  })

  it('is null where the statistic has no value', () => {
    expect(bootstrapInterval([], meanOf)).toBeNull()
    expect(bootstrapInterval([[]], meanOf)).toBeNull()
  })
})
