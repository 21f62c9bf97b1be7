import type { Account } from './account.ts'
import { TRUCKLOAD } from './batches.ts'
import { distinctIn, foreignIn } from './distinct.ts'
import { WINDOW } from './windows.ts'

/** Windows over which reading is counted. */
export type ReadingWindow = 'PT10M' | 'PT1H' | 'PT24H'

/** Distinct waybills of the window, without batches of numbers in a row and a truckload. Of a day, what has come together since midnight. */
export const readingIn = ({ underWay, traces, windows }: Account, window: ReadingWindow): number => {
  const { dayDistinct, dayForeign, hourBatch, previousHourBatch } = underWay
  const distinct = distinctIn(windows, WINDOW[window])
  const truck = Math.min(traces.vote, TRUCKLOAD)
  if (window === 'PT24H') return Math.min(distinct, dayDistinct - Math.min(truck, dayForeign))
  const foreign = foreignIn(windows, WINDOW[window])
  return Math.max(0, distinct - hourBatch - previousHourBatch - Math.min(truck, foreign))
}
