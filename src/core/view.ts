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
import { explainedToday, truckloadOf } from './habits/batches.ts'
import { HABIT, type Habit } from './habits/habit.ts'
import { createCounting, readingIn, type ReadingWindow } from './habits/reading.ts'
import { NO_HONEY } from './honey.ts'
import { isAssumed } from './peers/assumed-role.ts'
import { isNewcomer, isReachLogged, isSettled, isYoung, peerGroup, type Peers } from './peers/peers.ts'
import { surprise, surpriseAtLeast } from './surprise/surprise.ts'
import { workDay } from './time.ts'
import {
  countIn,
  fullestAround,
  METRIC,
  mostAround,
  WINDOW,
  type Metric,
  type Stretch,
  type WindowName,
} from './windows/windows.ts'

/** What a detector sees: one account at one look-up, with its windows and with what is usual. Read only. */
export type View = {
  readonly lookUp: LookUp
  /** Whom the account is compared with, for a sentence. */
  readonly colleagues: string
  /** Event time since the account's first look-up, milliseconds. */
  readonly ageMs: number
  count(metric: Metric, window: WindowName): number
  /**
   * At least what any stretch as long as the window holds that the look-up lies in: more than `count` only for a look-up that
   * comes late.
   */
  most(metric: Metric, window: WindowName): number
  /** The stretch that holds so much. Not free. */
  fullest(metric: Metric, window: WindowName): Stretch
  /** Distinct waybills in the window (distinct.ts has the error). */
  distinct(window: WindowName): number
  /**
   * Of those, what is reading: without batches of numbers in a row, a truckload, and what was read on a day before. `day`: what has come
   * together since the day of work began.
   */
  reading(window: ReadingWindow): number
  /** Distinct foreign waybills in the window. */
  foreign(window: WindowName): number
  /** Whether the account is younger than a week, and began after the lane had come to know its role. */
  readonly isNewcomer: boolean
  /** Whether the role's baseline stands: limits that refer to what is usual wait for it. */
  readonly isSettled: boolean
  /** Whether these are the first days of the log: what is usual is mere assumption. */
  readonly isLogYoung: boolean
  /** Computed when first asked for: not free. */
  usual(): Usual
  /** Distinct waybills of a usual day of the account's role alone. Not free. */
  roleDay(): number
  /** A habit's count since the day began (habit.ts). */
  today(habit: Habit): number
  /** A usual day's count of it. Not free. */
  usualToday(habit: Habit): Expected
  /** Whether the log says which outlets waybills pass. */
  readonly isReachLogged: boolean
  /** What the account's role reads without a known reason on a usual day, to be held against `exposedRecords` (exposure.ts). Not free. */
  roleUnexplained(): number
  /** The window's foreign waybills, without what a truckload explains today or explained the active day before (batches.ts). */
  foreignReading(window: 'PT1H' | 'PT24H'): number
  /**
   * Of today's foreign waybills those of the few other outlets that most of them come from or go to, and what some explained on the active
   * day before.
   */
  readonly ofFewOutlets: number
  /** Whether most of what the account reads is foreign. */
  readonly readsMostlyForeign: boolean
  /** What the account has done of it today, in usual days (lately.ts). Not free. */
  doneToday(measure: LastingMeasure): number
  /** What the account has done of it over its last days without today, in usual days (lately.ts). */
  latelyDone(measure: LastingMeasure): number
  /** The account's highest day of lists and exports; null before it is known (peak.ts). */
  readonly peak: Peak | null
  /** Waybills read today for no ticket that is believed, of no truckload, and not in a row of numbers. Not free. */
  unticketedReading(): number
  /**
   * How many of these were read on one of the last two active days, if at least `read` and `timesUsual` times the usual were; null
   * where not. Days of up to three times the usual are not remembered.
   */
  busyDayBefore(least: { readonly read: number; readonly timesUsual: number }): number | null
  /** Waybills that may be expected to be read today, as often as some were opened again. Computed when first asked for. */
  readsForReopenings(): Expected
  /** Distinct decoys among the waybills of the look-up, whatever became of it. */
  readonly honeyWaybills: number
  /** Days between the account's last two look-ups that it spent asleep: 0 for an account in use. */
  readonly idleDays: number
  /** -log10 P(this much or more). */
  surprise(observed: number, expected: Expected): number
  /** The same, or null where it is below `atLeast`: cheaper for a count near its mean. */
  surpriseAtLeast(observed: number, expected: Expected, atLeast: number): number | null
}

/** A view that is pointed at one look-up after the other: one object a lane, not one an event. Point it anew when the account changes. */
export type MovableView = View & { show(account: Account, lookUp: LookUp, peers: Peers): void }

/** `honey` stays with the view: it belongs to the policy, as the thresholds do. */
export const createView = (account: Account, lookUp: LookUp, peers: Peers, honey = NO_HONEY): MovableView => {
  let usual: Usual | null = null
  let reads: Expected | null = null
  const expectedReads = (): Expected =>
    (reads ??= readsForReopenings(account, peerGroup(peers, account.role), peers))
  const counting = createCounting(account)
  return {
    get lookUp() {
      return lookUp
    },
    get colleagues() {
      if (account.role === '') return 'everybody'
      return isAssumed(account.role) ? 'accounts that read about as much' : 'its role'
    },
    get ageMs() {
      return account.windows.nowMs - account.firstSeenMs
    },
    count: (metric, window) => countIn(account.windows, METRIC[metric], WINDOW[window]),
    most: (metric, window) => mostAround(account.windows, METRIC[metric], WINDOW[window], lookUp.occurredAt),
    fullest: (metric, window) => {
      const stretch = fullestAround(account.windows, METRIC[metric], WINDOW[window], lookUp.occurredAt)
      return { ...stretch, fromMs: notBeforeFirst(account, lookUp.occurredAt, stretch.fromMs) }
    },
    distinct: counting.distinct,
    reading: (window) => readingIn(account, window, counting),
    foreign: counting.foreign,
    get isNewcomer() {
      return isNewcomer(account, peers)
    },
    usual: () => (usual ??= usualFor(account, peerGroup(peers, account.role), peers, account.underWay.hour)),
    roleDay: () => roleDay(account, peers, account.underWay.hour),
    get isSettled() {
      return isSettled(peers, account.role, account.underWay.hour)
    },
    get isLogYoung() {
      return isYoung(peers, account.underWay.hour)
    },
    today: (habit) => account.today[HABIT[habit]] ?? 0,
    usualToday: (habit) => {
      const group = peerGroup(peers, account.role)
      const index = HABIT[habit]
      return {
        mean: usualHabit(account, group, peers, index),
        dispersion: habitDispersion(group, index),
      }
    },
    get isReachLogged() {
      return isReachLogged(peers)
    },
    roleUnexplained: () => roleUnexplained(account, peers, account.underWay.hour),
    foreignReading: (window) => {
      const { hour } = account.underWay
      const reachesBack = window === 'PT24H' || workDay(hour - 1) < workDay(hour)
      const ofYesterday = reachesBack ? truckOfYesterday(account, counting.foreign(window)) : 0
      return Math.max(0, counting.foreign(window) - explainedToday(account) - ofYesterday)
    },
    get ofFewOutlets() {
      return truckloadOf(account.traces) + truckOfYesterday(account, counting.foreign('PT24H'))
    },
    get readsMostlyForeign() {
      return readsMostlyForeign(account, peers)
    },
    readsForReopenings: expectedReads,
    doneToday: (measure) =>
      measure === 'strange'
        ? strangeToday(account, peers)
        : unexplainedToday(account, peers, expectedReads()),
    get peak() {
      return peakOf(account)
    },
    unticketedReading: () => unticketedToday(account, peers),
    busyDayBefore: (least) => busyDayBefore(account, least),
    latelyDone: (measure) => latelyDone(account, measure),
    get honeyWaybills() {
      return honey.countIn(lookUp.waybills)
    },
    get idleDays() {
      return account.traces.idleDays
    },
    surprise: (observed, expected) => surprise(observed, expected.mean, expected.dispersion),
    surpriseAtLeast: (observed, expected, atLeast) =>
      surpriseAtLeast(observed, expected.mean, expected.dispersion, atLeast),
    show: (nextAccount, nextLookUp, nextPeers) => {
      account = nextAccount
      lookUp = nextLookUp
      peers = nextPeers
      usual = null
      reads = null
      counting.show(nextAccount)
    },
  }
}

/** Of these foreign waybills of a window, what yesterday's truckload explains: no more than are not of today. */
const truckOfYesterday = ({ traces, underWay }: Account, foreign: number): number =>
  Math.min(traces.previousTruckload, Math.max(0, foreign - underWay.dayForeign))
