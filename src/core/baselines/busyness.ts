import type { View } from '../view.ts'

/**
 * How many times as much as usual is read in a window, at least 1. What grows with the work is judged beside it: the work itself is for
 * other detectors.
 */
export const busyness = (view: View, window: 'PT1H' | 'PT24H'): number => {
  const { hour, day } = view.usual()
  return Math.max(1, view.reading(window) / (window === 'PT1H' ? hour : day).mean)
}
