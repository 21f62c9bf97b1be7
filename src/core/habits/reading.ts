// `as number` stands where an index is in bounds by construction.
import type { Account } from '../account.ts'
import type { Peers } from '../peers/peers.ts'
import { countDistinct, createDistinctCounts, type DistinctCounts } from '../windows/distinct.ts'
import { LEVELS, WINDOW, type WindowName } from '../windows/levels.ts'
import { METRIC } from '../windows/metrics.ts'
import { countIn } from '../windows/windows.ts'
import { explainedToday } from './batches.ts'

/** Windows over which reading is counted. `day`: since the day of work began. */
export type ReadingWindow = 'PT10M' | 'PT1H' | 'day' | 'PT24H'

/** Distinct waybills by window, how many of them are foreign, and how many of today's a truckload explains. */
export type Counting = {
  distinct(window: WindowName): number
  foreign(window: WindowName): number
  readonly truckload: number
}

/**
 * One counting object for many accounts. It counts at the first question and caches the answer: call `show`
 * again when the account's windows have changed.
 */
export type MovableCounting = Counting & { show(account: Account, peers: Peers): void }

export const createCounting = (account: Account, peers: Peers): MovableCounting =>
  new AccountCounting(account, peers)

/** A class for the same reason as the view that it belongs to (view.ts). */
class AccountCounting implements MovableCounting {
  private account: Account
  private peers: Peers
  private isCounted = false
  private readonly counts = createDistinctCounts()

  constructor(account: Account, peers: Peers) {
    this.account = account
    this.peers = peers
  }

  show(account: Account, peers: Peers): void {
    this.account = account
    this.peers = peers
    this.isCounted = false
  }

  distinct(window: WindowName): number {
    const { foreign, rest } = this.counted()
    return (rest[WINDOW[window]] as number) + (foreign[WINDOW[window]] as number)
  }

  foreign(window: WindowName): number {
    return this.counted().foreign[WINDOW[window]] as number
  }

  get truckload(): number {
    return explainedToday(this.account, this.peers)
  }

  private counted(): DistinctCounts {
    if (!this.isCounted) countShown(this.account, this.counts)
    this.isCounted = true
    return this.counts
  }
}

/** As `countDistinct`, but never more than the records that were shown: the sample is an estimate, and they are not. */
const countShown = ({ windows }: Account, counts: DistinctCounts): void => {
  countDistinct(windows, counts)
  const { foreign, rest } = counts
  for (let window = 0; window < LEVELS; window++) {
    const records = countIn(windows, METRIC.records, window)
    foreign[window] = Math.min(foreign[window] as number, records)
    rest[window] = Math.min(rest[window] as number, records - (foreign[window] as number))
  }
}

/**
 * Distinct waybills of the window, without batches in a row, a truckload, and what the account had read on an
 * earlier day. For `PT24H`, the part from before today includes its batches: they can no longer be told
 * apart.
 */
export const readingIn = (account: Account, window: ReadingWindow, counting: Counting): number => {
  const { underWay } = account
  const { truckload } = counting
  if (window === 'day' || window === 'PT24H') {
    const distinct = counting.distinct('PT24H')
    const today = Math.min(distinct, readToday(account, truckload))
    return window === 'day'
      ? today
      : today + Math.max(0, distinct - underWay.dayDistinct - account.traces.inRow)
  }
  const distinct = counting.distinct(window)
  const leftOut = underWay.hourLeftOut + underWay.previousHourLeftOut
  const foreignLeftOut = underWay.hourForeignLeftOut + underWay.previousHourForeignLeftOut
  const rest = distinct - leftOut - ofTruck(truckload, counting.foreign(window) - foreignLeftOut)
  // `rest` may be too low: what was left out in the hour before may have left the window already. What
  // belongs to the hour under way is still in it.
  const ofHour =
    window === 'PT1H'
      ? Math.min(distinct, underWay.hourDistinct) - ofTruck(truckload, counting.foreign(window))
      : 0
  return Math.max(0, rest, ofHour)
}

/**
 * Distinct waybills of the day under way, without batches in a row, a truckload, and what the account had
 * read on an earlier day.
 */
export const readToday = (account: Account, truckload: number): number => {
  const { dayDistinct, dayForeign, dayForeignLeftOut } = account.underWay
  return dayDistinct - ofTruck(truckload, dayForeign - dayForeignLeftOut)
}

/**
 * How many of `foreign` waybills a truckload explains. Those already left out as a batch must not be among
 * them.
 */
const ofTruck = (truckload: number, foreign: number): number => Math.min(truckload, Math.max(0, foreign))
