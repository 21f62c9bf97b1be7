import type { LookUp } from '../contract/look-up.ts'
import { notBeforeFirst, type Account } from './account.ts'
import { readsMostlyForeign, roleDay, usualFor, type Expected, type Usual } from './baselines/expected.ts'
import {
  busyDayBefore,
  latelyDone,
  strangeToday,
  unexplainedToday,
  unticketedToday,
  type LastingMeasure,
} from './baselines/lately.ts'
import { peakOf, type Peak } from './baselines/peak.ts'
import { habitDispersion, readsForReopenings, roleUnexplained, usualHabit } from './baselines/usual-habit.ts'
import { truckloadOf } from './habits/batches.ts'
import { HABIT, type Habit } from './habits/habit.ts'
import { createCounting, readingIn, type MovableCounting, type ReadingWindow } from './habits/reading.ts'
import { NO_HONEY, type Honey } from './honey.ts'
import { isAssumed } from './peers/assumed-role.ts'
import { isAsEver, isNewcomer, isSettled, isYoung } from './peers/log-age.ts'
import { isReachLogged, peerGroup, type PeerGroup, type Peers } from './peers/peers.ts'
import { surprise, surpriseAtLeast } from './surprise/surprise.ts'
import { workDay } from './time.ts'
import { fullestAround, mostAround, type Stretch } from './windows/fullest-around.ts'
import { WINDOW, type WindowName } from './windows/levels.ts'
import { METRIC, type Metric } from './windows/metrics.ts'
import { countIn } from './windows/windows.ts'

/** What a detector sees: one account at one look-up, with its windows and baselines. Read only. */
export type View = {
  readonly lookUp: LookUp
  /** Names whom the account is compared with, for use in a sentence. */
  readonly colleagues: string
  /** Event time since the account's first look-up, milliseconds. */
  readonly ageMs: number
  count(metric: Metric, window: WindowName): number
  /**
   * Upper bound of the metric over all stretches of the window's length that contain the look-up. It exceeds
   * `count` only for a late look-up.
   */
  most(metric: Metric, window: WindowName): number
  /** The stretch of event time whose sum `most` is. Not free. */
  fullest(metric: Metric, window: WindowName): Stretch
  /** Distinct waybills in the window (distinct.ts has the error). */
  distinct(window: WindowName): number
  /**
   * Distinct waybills in the window, less batches of numbers in a row, truckloads, and what was read on an
   * earlier day. `day`: since the day of work began.
   */
  reading(window: ReadingWindow): number
  /** Distinct foreign waybills in the window. */
  foreign(window: WindowName): number
  /** Whether the account is less than a week old, and began after its role's baseline was settled. */
  readonly isNewcomer: boolean
  /** Whether the role's baseline is settled: limits relative to what is usual wait for that. */
  readonly isSettled: boolean
  /** Whether these are the first days of the log, when what is usual is merely assumed. */
  readonly isLogYoung: boolean
  /** Whether the log is young, and the account has been at work all through it. */
  readonly isAsEver: boolean
  /** What is usual for the account in windows of several lengths. Computed when first asked for: not free. */
  usual(): Usual
  /** Distinct waybills of a usual day of the account's role alone. Not free. */
  roleDay(): number
  /** A habit's count since the day began (habit.ts). */
  today(habit: Habit): number
  /** The count of the habit to expect on a usual day. Not free. */
  usualToday(habit: Habit): Expected
  /** Whether the log says which outlets waybills pass. */
  readonly isReachLogged: boolean
  /**
   * Records that the account's role reads without a known reason on a usual day, for comparison with
   * `exposedRecords` (exposure.ts). Not free.
   */
  roleUnexplained(): number
  /**
   * The window's foreign waybills, less those that a truckload explains today or explained on the day before
   * (batches.ts).
   */
  foreignReading(window: 'PT1H' | 'PT24H'): number
  /**
   * Today's foreign waybills that come from or go to the few other outlets that most of them share, as far as
   * a truckload may explain them (batches.ts), and those that one explained on the day before.
   */
  readonly ofFewOutlets: number
  /** Today's foreign waybills that a misrouted truck or a neighbour's round may explain (batches.ts). */
  readonly truckload: number
  /** Whether most of what the account reads is foreign. */
  readonly readsMostlyForeign: boolean
  /** What the measure comes to today, as a multiple of a usual day (lately.ts). Not free. */
  doneToday(measure: LastingMeasure): number
  /**
   * What the measure came to over the account's last days without today, as a multiple of a usual day
   * (lately.ts).
   */
  latelyDone(measure: LastingMeasure): number
  /** The account's highest day of lists and exports; null before enough days are known (peak.ts). */
  readonly peak: Peak | null
  /**
   * Waybills read today without a believed ticket, not of a truckload, and not in a row of numbers. Not free.
   */
  unticketedReading(): number
  /**
   * `unticketedReading` of the later of the last two active days on which it reached both `read` waybills and
   * `timesUsual` times the usual; null if there was none. Days of up to three times the usual are not
   * remembered.
   */
  busyDayBefore(least: { readonly read: number; readonly timesUsual: number }): number | null
  /** Waybills to expect as read today, given how often some were reopened. Computed when first asked for. */
  readsForReopenings(): Expected
  /** Distinct decoys among the waybills of the look-up, whatever its outcome. */
  readonly honeyWaybills: number
  /**
   * Whole days without a look-up before the current stretch of work. 0 if they were few (traces.ts), and from
   * the fourth day of that stretch on.
   */
  readonly idleDays: number
  /** -log10 P(this much or more). */
  surprise(observed: number, expected: Expected): number
  /** As `surprise`, or null if it is below `atLeast`: cheaper for a count near its mean. */
  surpriseAtLeast(observed: number, expected: Expected, atLeast: number): number | null
}

/**
 * A view that `show` points at the next look-up: one object per lane, not one per event. Call `show` again
 * whenever the account has changed.
 */
export type MovableView = View & { show(account: Account, lookUp: LookUp, peers: Peers): void }

/** `honey` is not replaced by `show`: it belongs to the policy, as the thresholds do. */
export const createView = (account: Account, lookUp: LookUp, peers: Peers, honey = NO_HONEY): MovableView =>
  new AccountView(account, lookUp, peers, honey)

/**
 * A class, because detectors ask a view many times per look-up: in V8 an object literal with getters is a
 * dictionary, of which nothing is inlined.
 */
class AccountView implements MovableView {
  private account: Account
  lookUp: LookUp
  private peers: Peers
  private readonly honey: Honey
  private readonly counting: MovableCounting
  private knownUsual: Usual | null = null
  private reads: Expected | null = null

  constructor(account: Account, lookUp: LookUp, peers: Peers, honey: Honey) {
    this.account = account
    this.lookUp = lookUp
    this.peers = peers
    this.honey = honey
    this.counting = createCounting(account, peers)
  }

  show(account: Account, lookUp: LookUp, peers: Peers): void {
    this.account = account
    this.lookUp = lookUp
    this.peers = peers
    this.knownUsual = null
    this.reads = null
    this.counting.show(account, peers)
  }

  get colleagues(): string {
    const { role } = this.account
    if (role === '') return 'everybody'
    return isAssumed(role) ? 'accounts with a similar workload' : 'its role'
  }

  get ageMs(): number {
    return this.account.windows.nowMs - this.account.firstSeenMs
  }

  count(metric: Metric, window: WindowName): number {
    return countIn(this.account.windows, METRIC[metric], WINDOW[window])
  }

  most(metric: Metric, window: WindowName): number {
    return mostAround(this.account.windows, METRIC[metric], WINDOW[window], this.lookUp.occurredAt)
  }

  fullest(metric: Metric, window: WindowName): Stretch {
    const { account, lookUp } = this
    const stretch = fullestAround(account.windows, METRIC[metric], WINDOW[window], lookUp.occurredAt)
    return { ...stretch, fromMs: notBeforeFirst(account, lookUp.occurredAt, stretch.fromMs) }
  }

  distinct(window: WindowName): number {
    return this.counting.distinct(window)
  }

  reading(window: ReadingWindow): number {
    return readingIn(this.account, window, this.counting)
  }

  foreign(window: WindowName): number {
    return this.counting.foreign(window)
  }

  get isNewcomer(): boolean {
    return isNewcomer(this.account, this.peers)
  }

  usual(): Usual {
    const { account, peers } = this
    return (this.knownUsual ??= usualFor(account, this.group, peers, account.underWay.hour))
  }

  roleDay(): number {
    return roleDay(this.account, this.peers, this.account.underWay.hour)
  }

  get isSettled(): boolean {
    return isSettled(this.peers, this.account.role, this.account.underWay.hour)
  }

  get isLogYoung(): boolean {
    return isYoung(this.peers, this.account.underWay.hour)
  }

  get isAsEver(): boolean {
    return isAsEver(this.account, this.peers)
  }

  today(habit: Habit): number {
    return this.account.today[HABIT[habit]] ?? 0
  }

  usualToday(habit: Habit): Expected {
    const index = HABIT[habit]
    const { group } = this
    return {
      mean: usualHabit(this.account, group, this.peers, index),
      dispersion: habitDispersion(group, index),
    }
  }

  get isReachLogged(): boolean {
    return isReachLogged(this.peers)
  }

  roleUnexplained(): number {
    return roleUnexplained(this.account, this.peers, this.account.underWay.hour)
  }

  foreignReading(window: 'PT1H' | 'PT24H'): number {
    const { account, counting } = this
    const { hour } = account.underWay
    const foreign = counting.foreign(window)
    const reachesBack = window === 'PT24H' || workDay(hour - 1) < workDay(hour)
    const ofYesterday = reachesBack ? truckOfYesterday(account, foreign) : 0
    return Math.max(0, foreign - counting.truckload - ofYesterday)
  }

  get ofFewOutlets(): number {
    const { account, counting } = this
    return truckloadOf(account.traces) + truckOfYesterday(account, counting.foreign('PT24H'))
  }

  get truckload(): number {
    return this.counting.truckload
  }

  get readsMostlyForeign(): boolean {
    return readsMostlyForeign(this.account, this.peers)
  }

  doneToday(measure: LastingMeasure): number {
    return measure === 'strange'
      ? strangeToday(this.account, this.peers)
      : unexplainedToday(this.account, this.peers, this.readsForReopenings())
  }

  latelyDone(measure: LastingMeasure): number {
    return latelyDone(this.account, measure)
  }

  get peak(): Peak | null {
    return peakOf(this.account)
  }

  unticketedReading(): number {
    return unticketedToday(this.account, this.peers)
  }

  busyDayBefore(least: { readonly read: number; readonly timesUsual: number }): number | null {
    return busyDayBefore(this.account, least)
  }

  readsForReopenings(): Expected {
    return (this.reads ??= readsForReopenings(this.account, this.group, this.peers))
  }

  get honeyWaybills(): number {
    return this.honey.countIn(this.lookUp.waybills)
  }

  get idleDays(): number {
    return this.account.traces.idleDays
  }

  surprise(observed: number, { mean, dispersion }: Expected): number {
    return surprise(observed, mean, dispersion)
  }

  surpriseAtLeast(observed: number, { mean, dispersion }: Expected, atLeast: number): number | null {
    return surpriseAtLeast(observed, mean, dispersion, atLeast)
  }

  private get group(): PeerGroup {
    return peerGroup(this.peers, this.account.role)
  }
}

/**
 * How many of a window's foreign waybills yesterday's truckload explains: at most those that are not of
 * today.
 */
const truckOfYesterday = ({ traces, underWay }: Account, foreign: number): number =>
  Math.min(traces.previousTruckload, Math.max(0, foreign - underWay.dayForeign))
