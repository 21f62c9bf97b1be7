import type { LookUp } from '../contract/look-up.ts'
import type { Account } from './account.ts'
import { distinctIn, foreignIn } from './distinct.ts'
import { habitDispersion, usualFor, usualHabit, type Expected, type Usual } from './expected.ts'
import { habits, type Habit } from './habit.ts'
import { isSettled, peerGroup, type Peers } from './peers.ts'
import { surprise, surpriseAtLeast } from './surprise.ts'
import { countIn, METRIC, mostAround, WINDOW, type Metric, type WindowName } from './windows.ts'

const HABIT_INDEX = Object.fromEntries(habits.map((name, index) => [name, index])) as Record<Habit, number>

/** What a detector sees: one account at one look-up, with its windows and with what is usual. Read only. */
export type View = {
  readonly lookUp: LookUp
  /** The account's role as last seen, '' where the log has none. */
  readonly role: string
  /** Event time since the account's first look-up, milliseconds. */
  readonly ageMs: number
  count(metric: Metric, window: WindowName): number
  /**
   * At least what any stretch as long as the window holds that the look-up lies in: more than `count` only for a look-up that
   * comes late.
   */
  most(metric: Metric, window: WindowName): number
  /** Distinct waybills in the window (distinct.ts has the error). */
  distinct(window: WindowName): number
  /** Distinct foreign waybills in the window. */
  foreign(window: WindowName): number
  /** Whether the role's baseline stands: limits that refer to what is usual wait for it. */
  readonly isSettled: boolean
  /** Computed when first asked for: not free. */
  usual(): Usual
  /** A habit's count since midnight (habit.ts). */
  today(habit: Habit): number
  /** A usual day's count of it. Not free. */
  usualToday(habit: Habit): Expected
  /** Days between the account's last two look-ups that it spent asleep: 0 for an account in use. */
  readonly idleDays: number
  /** -log10 P(this much or more). */
  surprise(observed: number, expected: Expected): number
  /** The same, or null where it is below `atLeast`: cheaper for a count near its mean. */
  surpriseAtLeast(observed: number, expected: Expected, atLeast: number): number | null
}

/** A view that is pointed at one look-up after the other: one object a lane, not one an event. */
export type MovableView = View & { show(account: Account, lookUp: LookUp, peers: Peers): void }

export const createView = (account: Account, lookUp: LookUp, peers: Peers): MovableView => {
  let usual: Usual | null = null
  return {
    get lookUp() {
      return lookUp
    },
    get role() {
      return account.role
    },
    get ageMs() {
      return account.windows.nowMs - account.firstSeenMs
    },
    count: (metric, window) => countIn(account.windows, METRIC[metric], WINDOW[window]),
    most: (metric, window) => mostAround(account.windows, METRIC[metric], WINDOW[window], lookUp.occurredAt),
    distinct: (window) => distinctIn(account.windows, WINDOW[window]),
    foreign: (window) => foreignIn(account.windows, WINDOW[window]),
    usual: () => (usual ??= usualFor(account, peerGroup(peers, account.role), peers, account.underWay.hour)),
    get isSettled() {
      return isSettled(peers, peerGroup(peers, account.role), account.underWay.hour)
    },
    today: (habit) => account.today[HABIT_INDEX[habit]] ?? 0,
    usualToday: (habit) => {
      const group = peerGroup(peers, account.role)
      const index = HABIT_INDEX[habit]
      return {
        mean: usualHabit(account, group, peers.everyone, index),
        dispersion: habitDispersion(group, index),
      }
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
    },
  }
}
