import type { Counted, Finding } from '../detector.ts'
import type { Expected } from '../baselines/expected.ts'
import type { View } from '../view.ts'
import type { WindowName } from '../windows/windows.ts'

export type Comparison = {
  readonly window: WindowName
  readonly observed: number
  readonly expected: Expected
  readonly minSurprise: number
  readonly counted?: Counted
  /** Completes the sentence "31 ...; usual ... is about 4". */
  readonly what: string
  readonly usual: string
}

/** A count of a window against the baseline; null where it is not surprising enough. */
export const baselineFinding = (view: View, comparison: Comparison): Finding | null => {
  const { window, observed, expected, minSurprise, counted = 'window' } = comparison
  if (observed <= expected.mean) return null
  const surprise = view.surpriseAtLeast(observed, expected, minSurprise)
  if (surprise === null) return null
  return {
    window,
    observed: Math.round(observed),
    expected: expected.mean,
    limit: null,
    surprise,
    baseline: 'own+peer',
    counted,
    reason: () => reasonOf(comparison),
  }
}

/** One sentence a person can read aloud. */
export const reasonOf = ({
  observed,
  expected,
  what,
  usual,
}: Pick<Comparison, 'observed' | 'expected' | 'what' | 'usual'>): string =>
  `${Math.round(observed)} ${what}; ${usual} is ${sayMean(expected.mean)}`

const sayMean = (mean: number): string => {
  const rounded = mean < 10 ? Math.round(mean * 10) / 10 : Math.round(mean)
  return rounded === 0 ? 'next to none' : `about ${rounded}`
}

/** The more surprising of two findings. */
export const moreSurprising = (a: Finding | null, b: Finding | null): Finding | null =>
  a !== null && (b === null || a.surprise > b.surprise) ? a : b
