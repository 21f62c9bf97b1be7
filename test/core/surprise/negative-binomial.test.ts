import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import {
  dispersionByMoments,
  logTail,
  momentWeight,
  type DispersionSums,
} from '../../../src/core/surprise/negative-binomial.ts'
import { createRandom, type Random } from '../../../src/simulate/random/create-random.ts'
import { gamma, lognormal, poisson } from '../../../src/simulate/random/draws.ts'

/**
 * observed, mean, dispersion, ln P(X >= observed). Each is 1 minus the sum of the probabilities of 0..observed - 1, added one by
 * one in 380-digit decimal arithmetic (Python's decimal), so nothing here shares a formula with the code.
 */
const SUMMED: readonly (readonly [number, number, number, number])[] = [
  [1, 1e-6, 0.05, -13.8155210578759],
  [1, 1e-6, 0.7, -13.815511772249165],
  [1, 1e-6, 3, -13.815511224630793],
  [3, 1e-6, 25, -43.12211022883143],
  [11, 1e-6, 1000, -169.418116408187],
  [21, 1e-6, 1000000, -335.5056515717271],
  [41, 1e-6, Infinity, -680.4701456341875],
  [1, 0.001, 0.05, -6.918167956746225],
  [2, 0.001, 0.7, -13.623924182963796],
  [6, 0.001, 3, -44.70857188051898],
  [19, 0.001, 25, -164.99919500767965],
  [36, 0.001, 1000, -343.77721803687547],
  [67, 0.001, 1000000, -680.5553122147932],
  [1, 0.001, Infinity, -6.908255237315471],
  [39, 0.2, 0.05, -13.707646064458734],
  [29, 0.2, 0.7, -44.820345978045374],
  [65, 0.2, 3, -172.64412363675072],
  [82, 0.2, 25, -342.44707066254665],
  [127, 0.2, 1000, -688.4922095480536],
  [1, 0.2, 1000000, -1.7077718913036242],
  [2, 0.2, Infinity, -4.0442354792701725],
  [811, 1, 0.05, -46.03139439591698],
  [322, 1, 0.7, -172.59098480105698],
  [256, 1, 3, -345.0552380845267],
  [235, 1, 25, -689.1101770479586],
  [1, 1, 1000, -0.4589660548660174],
  [4, 1, 1000000, -3.963936587449891],
  [9, 1, Infinity, -13.697547451438052],
  [24813, 7.5, 0.05, -172.69236201553568],
  [3848, 7.5, 0.7, -345.36147947279176],
  [2085, 7.5, 3, -689.4544030018787],
  [7, 7.5, 25, -0.5184965686683115],
  [15, 7.5, 1000, -4.5528557724817444],
  [24, 7.5, 1000000, -13.576812419490786],
  [45, 7.5, Infinity, -45.77610772046407],
  [404433, 60, 0.05, -345.3872005885358],
  [59267, 60, 0.7, -689.6654429801954],
  [53, 60, 3, -0.6735685506000397],
  [97, 60, 25, -4.478139911620584],
  [102, 60, 1000, -13.671888190152549],
  [145, 60, 1000000, -45.8246789639337],
  [251, 60, Infinity, -171.61864964218108],
  [999999, 500, 0.05, -107.34795900686073],
  [291, 500, 0.7, -0.6924513856917742],
  [1404, 500, 3, -4.6042694096493735],
  [1142, 500, 25, -13.813357111153977],
  [782, 500, 1000, -45.88391110382812],
  [964, 500, 1000000, -172.36787569871586],
  [1189, 500, Infinity, -344.8977650631519],
  [1, 10000, 0.05, -0.7834784903476917],
  [55369, 10000, 0.7, -4.605111846394428],
  [63772, 10000, 3, -13.815386768265286],
  [41115, 10000, 25, -46.05049655651819],
  [17325, 10000, 1000, -172.6710871095641],
  [12739, 10000, 1000000, -345.2913525844692],
  [13924, 10000, Infinity, -689.6698576666118],
  [1000000, 999000, Infinity, -1.8410218993793996],
  [1000000, 980000, Infinity, -206.62442346169692],
  [1000000, 995000, 1000000, -8.533557044337444],
  [1000000, 900000, 1000, -7.995463265186448],
  [1000000, 400000, 25, -17.57036413159278],
  [1000000, 15000, 3, -190.0669122492091],
  [1000000, 2000, 0.7, -351.95776094807377],
  [1000000, 1000000, 0.05, -2.1391367098467],
  [20, 1000000, 0.05, -0.7219837727828704],
]

/** The same at non-integers: regularised incomplete beta and gamma of mpmath at 60 digits. */
const INTERPOLATED: readonly (readonly [number, number, number, number])[] = [
  [0.5, 3, 0.05, -1.4392614906612664],
  [2.5, 0.125, 2, -5.873195436362206],
  [40.25, 7.5, 1.5, -6.2008251634129685],
  [12.75, 30, 6, -0.06329261372866446],
  [333.3, 20, 4, -50.44455340020187],
  [0.001, 0.5, 1, -0.0010986122886681097],
  [0.5, 3, Infinity, -0.014409194045103478],
  [10.5, 2.25, Infinity, -9.813895331860495],
  [250.125, 60, Infinity, -170.36512722796493],
]

const mean = fc.double({ min: -6, max: 6, noNaN: true }).map((exponent) => 10 ** exponent)
const dispersion = fc.oneof(
  { weight: 6, arbitrary: fc.double({ min: -1.3, max: 6, noNaN: true }).map((exponent) => 10 ** exponent) },
  { weight: 1, arbitrary: fc.constant(Infinity) },
)
const observed = fc.oneof(
  fc.integer({ min: 0, max: 1_000_000 }),
  fc.double({ min: -3, max: 6, noNaN: true }).map((exponent) => 10 ** exponent),
)
const RUNS = { seed: 20_260_302, numRuns: 2_000 }
/** Rounding only: a thousandth of what is promised, relative where the log is large. */
const slack = (log: number) => 1e-9 * Math.max(1, Math.abs(log))

describe('logTail', () => {
  it.each(SUMMED)('agrees with plain summation for %d or more at mean %d, dispersion %d', (k, m, r, log) => {
    expect(Math.abs(logTail(k, m, r) - log)).toBeLessThan(1e-6)
  })

  it.each(INTERPOLATED)('interpolates %d at mean %d, dispersion %d', (k, m, r, log) => {
    expect(Math.abs(logTail(k, m, r) - log)).toBeLessThan(1e-6)
  })

  it('keeps the reference values to 1e-10, far inside the promise', () => {
    const errors = [...SUMMED, ...INTERPOLATED].map(([k, m, r, log]) => Math.abs(logTail(k, m, r) - log))
    expect(Math.max(...errors)).toBeLessThan(1e-10)
  })

  it('is certain of nothing or more, and rules out anything at mean 0', () => {
    expect(logTail(0, 5, 2)).toBe(0)
    expect(logTail(-3, 5, 2)).toBe(0)
    expect(logTail(1, 0, 2)).toBe(-Infinity)
    expect(logTail(Infinity, 5, 2)).toBe(-Infinity)
  })

  it('is a log of a probability for every argument, next to nothing as well', () => {
    const next = fc.double({ min: -20, max: -3, noNaN: true }).map((exponent) => 10 ** exponent)
    fc.assert(
      fc.property(fc.oneof(observed, next), mean, dispersion, (k, m, r) => {
        const log = logTail(k, m, r)
        return log <= 0 && Number.isFinite(log)
      }),
      RUNS,
    )
  })

  it('never rises with what was observed', () => {
    fc.assert(
      fc.property(observed, observed, mean, dispersion, (a, b, m, r) => {
        const less = logTail(Math.min(a, b), m, r)
        return logTail(Math.max(a, b), m, r) <= less + slack(less)
      }),
      RUNS,
    )
  })

  it('never falls between neighbours where the method changes sides', () => {
    for (const r of [0.05, 0.7, 3, 50, Infinity]) {
      for (let k = 1, last = 0; k < 400; k += 0.25) {
        const log = logTail(k, 60, r)
        expect(log).toBeLessThan(last + slack(last))
        last = log
      }
    }
  })

  it('never falls with the mean', () => {
    fc.assert(
      fc.property(observed, mean, mean, dispersion, (k, a, b, r) => {
        const more = logTail(k, Math.max(a, b), r)
        return logTail(k, Math.min(a, b), r) <= more + slack(more)
      }),
      RUNS,
    )
  })

  it('is heavier for a smaller dispersion, beyond the point where the tails cross', () => {
    const ratio = fc.double({ min: 1, max: 20, noNaN: true })
    const beyond = fc.double({ min: 3, max: 20, noNaN: true })
    fc.assert(
      fc.property(mean, dispersion, ratio, beyond, (m, r, times, deviations) => {
        const smaller = (r === Infinity ? 1e6 : r) / times
        const k = Math.ceil(m + deviations * Math.sqrt(m + (m * m) / smaller)) + 1
        const log = logTail(k, m, r)
        return logTail(k, m, smaller) >= log - slack(log)
      }),
      RUNS,
    )
  })

  it('tends to Poisson as the dispersion grows', () => {
    for (const [k, m] of [
      [12, 3],
      [90, 60],
      [40, 60],
      [700, 500],
      [3, 0.01],
    ] as const) {
      expect(logTail(k, m, 1e12)).toBeCloseTo(logTail(k, m, Infinity), 6)
    }
  })

  it('agrees with a sum of the probabilities for moderate counts', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 600 }),
        fc.double({ min: 0.01, max: 200, noNaN: true }),
        fc.double({ min: 0.5, max: 100, noNaN: true }),
        (k, m, r) => Math.abs(logTail(k, m, r) - summedLogTail(k, m, r)) < 1e-6,
      ),
      { ...RUNS, numRuns: 300 },
    )
  })
})

describe('dispersionByMoments', () => {
  const faint = { dispersion: 2, weight: 1 }

  it.each([
    { mean: 3, dispersion: 0.5 },
    { mean: 3, dispersion: 2 },
    { mean: 40, dispersion: 1.2 },
    { mean: 40, dispersion: 8 },
    { mean: 0.4, dispersion: 0.7 },
  ])('recovers $dispersion from 4,000 counts about $mean', ({ mean: typical, dispersion: r }) => {
    const sums = simulated({ seed: 1, pairs: 4_000, typical, spread: 0.6, dispersion: r })
    const estimate = dispersionByMoments(sums, faint)
    expect(estimate / r).toBeGreaterThan(0.8)
    expect(estimate / r).toBeLessThan(1.25)
  })

  it('is the prior before there is anything, held within its bounds', () => {
    const nothing = { samples: 0, squaredMeans: 0, excess: 0 }
    expect(dispersionByMoments(nothing, { dispersion: 1.5, weight: 60 })).toBe(1.5)
    expect(dispersionByMoments(nothing, { dispersion: 0.001, weight: 60 })).toBe(0.05)
    expect(dispersionByMoments(nothing, { dispersion: Infinity, weight: 60 })).toBe(1e6)
  })

  it('is close to the prior while there is little, and leaves it as there is more', () => {
    const prior = { dispersion: 1, weight: 60 }
    const estimates = [3, 60, 1_000, 20_000].map((pairs) =>
      dispersionByMoments(simulated({ seed: 2, pairs, typical: 20, spread: 0.3, dispersion: 4 }), prior),
    )
    const [few = 0, some = 0, many = 0, all = 0] = estimates
    expect(few).toBeLessThan(1.1)
    expect(some).toBeGreaterThan(few)
    expect(many).toBeGreaterThan(some)
    expect(Math.abs(all - 4)).toBeLessThan(0.4)
  })

  it('trusts counts that can hardly tell no more than they deserve', () => {
    // 60 pairs of mean 0.01, one with two: unshrunk, a dispersion of 0.003.
    const sums = { samples: 60, squaredMeans: 60 * 1e-4, excess: 1.96 }
    expect(dispersionByMoments(sums, { dispersion: 1, weight: 60 })).toBeGreaterThan(0.9)
  })

  it('calls counts that vary no more than Poisson, or less, Poisson', () => {
    expect(dispersionByMoments({ samples: 1e6, squaredMeans: 1e8, excess: -1e8 }, faint)).toBe(1e6)
  })

  it('never goes below 0.05, and never above 1e6', () => {
    expect(dispersionByMoments({ samples: 1e6, squaredMeans: 1e6, excess: 1e12 }, faint)).toBe(0.05)
    const noPrior = { dispersion: 2, weight: 0 }
    expect(dispersionByMoments({ samples: 1e6, squaredMeans: 1e6, excess: 1e-3 }, noPrior)).toBe(1e6)
  })

  it('is the same for sums faded by a common factor, but for the prior', () => {
    const sums = simulated({ seed: 3, pairs: 1_000, typical: 10, spread: 0.5, dispersion: 2 })
    const faded = { samples: sums.samples / 2, squaredMeans: sums.squaredMeans / 2, excess: sums.excess / 2 }
    const noPrior = { dispersion: 2, weight: 0 }
    expect(dispersionByMoments(faded, noPrior)).toBeCloseTo(dispersionByMoments(sums, noPrior), 9)
  })

  it('weighs a pair by what it can tell: by its squared mean while that is low, and no more than the dispersion squared', () => {
    const told = (expected: number) => momentWeight(expected, 2) * expected * expected
    expect(told(0.01)).toBeCloseTo(0.01 ** 2, 5)
    expect(told(1e6)).toBeCloseTo(2 ** 2, 3)
  })

  it('errs less with the weights than without where the means differ widely', () => {
    const errors = { weighted: 0, plain: 0 }
    for (let seed = 0; seed < 100; seed++) {
      const options = { seed, pairs: 500, typical: 5, spread: 1.2, dispersion: 1.2 }
      const prior = { dispersion: 1.5, weight: 1 }
      errors.weighted += Math.log(dispersionByMoments(simulated(options), prior) / 1.2) ** 2
      errors.plain +=
        Math.log(dispersionByMoments(simulated({ ...options, isPlain: true }), prior) / 1.2) ** 2
    }
    expect(errors.weighted).toBeLessThan(errors.plain / 2)
  })
})

type Simulation = {
  readonly seed: number
  readonly pairs: number
  readonly typical: number
  readonly spread: number
  readonly dispersion: number
  readonly isPlain?: boolean
}

/** Sums over negative binomial counts, each about a mean of its own; weights as for a dispersion of 2. */
function simulated({ seed, pairs, typical, spread, dispersion: r, isPlain }: Simulation): DispersionSums {
  const random = createRandom('dispersion', seed)
  const sums = { samples: pairs, squaredMeans: 0, excess: 0 }
  for (let pair = 0; pair < pairs; pair++) {
    const expected = lognormal(random, typical, spread)
    const count = negativeBinomial(random, expected, r)
    const weight = isPlain === true ? 1 : momentWeight(expected, 2)
    sums.squaredMeans += weight * expected * expected
    sums.excess += weight * ((count - expected) ** 2 - count)
  }
  return sums
}

const negativeBinomial = (random: Random, m: number, r: number): number =>
  poisson(random, (gamma(random, r) * m) / r)

/** ln of the sum over j >= k of the probability of j; each probability comes from the one before it. */
function summedLogTail(k: number, m: number, r: number): number {
  let logProbability = r * Math.log(r / (m + r))
  const logFailure = Math.log(m / (m + r))
  for (let j = 0; j < k; j++) logProbability += Math.log((r + j) / (j + 1)) + logFailure
  let sum = 0
  let term = 1
  for (let j = k; term > sum * 1e-12; j++) {
    sum += term
    term *= ((r + j) / (j + 1)) * (m / (m + r))
  }
  return logProbability + Math.log(sum)
}
