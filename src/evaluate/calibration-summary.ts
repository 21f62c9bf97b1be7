import { surpriseLevels, type CalibrationCount } from './calibration-count.ts'

/** How often one level of surprise was reached, against how often it should have been. */
export type CalibrationLevel = {
  readonly surprise: number
  readonly reached: number
  /** Windows times 10^-surprise. */
  readonly expected: number
  /** `reached / expected`; `low` to `high` is the 95 % interval of its mean, if windows are independent. */
  readonly factor: number
  readonly low: number
  readonly high: number
}

export type CalibrationSummary = {
  readonly windows: number
  readonly levels: readonly CalibrationLevel[]
}

/** Sums the counts and compares each level with its probability of 10^-surprise. */
export const summarizeCalibration = (counts: readonly CalibrationCount[]): CalibrationSummary => {
  const windows = counts.reduce((sum, count) => sum + count.windows, 0)
  const levels = surpriseLevels.map((surprise, level) => {
    const reached = counts.reduce((sum, count) => sum + (count.reached[level] ?? 0), 0)
    const expected = windows * 10 ** -surprise
    const { low, high } = poissonInterval(reached)
    return {
      surprise,
      reached,
      expected,
      factor: reached / expected,
      low: low / expected,
      high: high / expected,
    }
  })
  return { windows, levels }
}

export type Fit = 'within' | 'too often' | 'too rare' | 'too few to tell'

/**
 * Whether the factor lies between 1/3 and 3, as far as its confidence interval can tell. It is outside if the
 * whole interval is. If the interval reaches beyond both ends, there are too few windows to tell.
 */
export const fitOf = ({ low, high, factor }: CalibrationLevel): Fit => {
  if (low > 3) return 'too often'
  if (high < 1 / 3) return 'too rare'
  if (low < 1 / 3 && high > 3) return 'too few to tell'
  return factor <= 3 && factor >= 1 / 3 ? 'within' : 'too few to tell'
}

const Z = 1.96

/** Approximate 95 % confidence interval of a Poisson mean (Wilson and Hilferty). */
const poissonInterval = (count: number): { low: number; high: number } => {
  const cube = (degrees: number, sign: number) =>
    degrees * (1 - 1 / (9 * degrees) + (sign * Z) / (3 * Math.sqrt(degrees))) ** 3
  return { low: count === 0 ? 0 : cube(count, -1), high: cube(count + 1, 1) }
}
