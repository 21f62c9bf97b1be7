// `as number` stands where an index is in bounds by construction.
import type { Account } from '../account.ts'
import { countDistinct, createDistinctCounts } from '../windows/distinct.ts'
import { WINDOW, type WindowName } from '../windows/windows.ts'
import { TRUCKLOAD, truckloadOf } from './batches.ts'

/** Windows over which reading is counted; `day`: since the day of work began. */
export type ReadingWindow = 'PT10M' | 'PT1H' | 'day' | 'PT24H'

/** Distinct waybills by window, and the foreign ones among them. */
export type Counting = {
  readonly distinct: (window: WindowName) => number
  readonly foreign: (window: WindowName) => number
}

/** One object for many accounts. It counts when it is first asked: point it anew when the account's windows change. */
export type MovableCounting = Counting & { show(account: Account): void }

export const createCounting = (account: Account): MovableCounting => {
  const counts = createDistinctCounts()
  let isCounted = false
  const counted = () => {
    if (!isCounted) countDistinct(account.windows, counts)
    isCounted = true
    return counts
  }
  return {
    distinct: (window) => {
      const { foreign, rest } = counted()
      return (rest[WINDOW[window]] as number) + (foreign[WINDOW[window]] as number)
    },
    foreign: (window) => counted().foreign[WINDOW[window]] as number,
    show: (next) => {
      account = next
      isCounted = false
    },
  }
}

/**
 * Distinct waybills of the window, without batches of numbers in a row, a truckload, and what the account had read on a day before. Of 24
 * hours, what is left of the day before is taken with its batches: they are not told apart by then.
 */
export const readingIn = (account: Account, window: ReadingWindow, counting: Counting): number => {
  const { underWay } = account
  const truckload = truckloadOf(account.traces)
  if (window === 'day' || window === 'PT24H') {
    const { dayDistinct, dayForeign, dayForeignLeftOut } = underWay
    const distinct = counting.distinct('PT24H')
    const today = Math.min(distinct, dayDistinct - truckOf(truckload, dayForeign - dayForeignLeftOut))
    return window === 'day' ? today : today + Math.max(0, distinct - dayDistinct - account.traces.inRow)
  }
  const distinct = counting.distinct(window)
  const leftOut = underWay.hourLeftOut + underWay.previousHourLeftOut
  const foreignLeftOut = underWay.hourForeignLeftOut + underWay.previousHourForeignLeftOut
  const rest = distinct - leftOut - truckOf(truckload, counting.foreign(window) - foreignLeftOut)
  // What was left out may have left the window again. The hour under way has not.
  const ofHour =
    window === 'PT1H'
      ? Math.min(distinct, underWay.hourDistinct) - truckOf(truckload, counting.foreign(window))
      : 0
  return Math.max(0, rest, ofHour)
}

/** Of foreign waybills, those that a truckload explains. What is left out already is not left out once more. */
const truckOf = (truckload: number, foreign: number): number =>
  Math.min(truckload, TRUCKLOAD, Math.max(0, foreign))
