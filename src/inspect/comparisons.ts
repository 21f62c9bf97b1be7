import { createAccount, OwnSum, type Account } from '../core/account.ts'
import { LOAD_HOURS, usualFor, usualHabit, type Expected, type Usual } from '../core/expected.ts'
import { habits, type Habit } from '../core/habit.ts'
import { loadOf, peerGroup, type Peers } from '../core/peers.ts'
import type { View } from '../core/view.ts'

/** A count beside what is usual. */
export type Comparison = {
  readonly what: string
  readonly seen: number
  /** What the detectors compare with: own and role weighed together, times the load. */
  readonly usual: number
  /** The account's own mean; null where it has none yet. */
  readonly own: number | null
  /** What would be usual for somebody new to the role. */
  readonly role: number
  /** How much more than usual everybody does now. */
  readonly load: number
  /** -log10 of the probability of seeing this much or more. */
  readonly surprise: number
}

/** Windows first, then the habits of the day. */
export const compare = (view: View, account: Account, peers: Peers): readonly Comparison[] => [
  ...compareWindows(view, account, peers),
  ...habits.map((habit, at) => compareHabit(view, account, peers, { habit, at })),
]

const compareWindows = (view: View, account: Account, peers: Peers): readonly Comparison[] => {
  const { hour } = account.underWay
  const usual = view.usual()
  const role = usualFor(newcomer(account), peerGroup(peers, account.role), peers, hour)
  const hourLoad = loadOf(peers, hour, LOAD_HOURS.hour)
  const dayLoad = loadOf(peers, hour, LOAD_HOURS.day)
  const own = ownMeans(account, usual)
  const row = (what: string, of: keyof typeof own, seen: number): Comparison => {
    const load = of === 'day' || of === 'foreignDay' ? dayLoad : hourLoad
    return {
      what,
      seen,
      usual: usual[of].mean,
      own: own[of],
      role: role[of].mean / load,
      load,
      surprise: surpriseOf(view, seen, usual[of]),
    }
  }
  return [
    row('waybills in 10 minutes', 'tenMinutes', view.reading('PT10M')),
    row('waybills in an hour', 'hour', view.reading('PT1H')),
    row('waybills today', 'day', view.reading('PT24H')),
    row('foreign in an hour', 'foreignHour', view.foreign('PT1H')),
    row('foreign in 24 hours', 'foreignDay', view.foreign('PT24H')),
  ]
}

/** Somebody of the role of whom nothing is known. */
const newcomer = ({ role }: Account): Account => ({ ...createAccount(), role })

const ownMeans = ({ own: { sums } }: Account, { tenMinutes, hour }: Usual) => {
  const mean = (sum: number, count: number): number | null => {
    const observations = sums[count] ?? 0
    return observations === 0 ? null : (sums[sum] ?? 0) / observations
  }
  const perHour = mean(OwnSum.hourDistinct, OwnSum.activeHours)
  const perDay = mean(OwnSum.dayDistinct, OwnSum.activeDays)
  const share = mean(OwnSum.foreign, OwnSum.knownReach)
  const times = (a: number | null, b: number | null) => (a === null || b === null ? null : a * b)
  return {
    tenMinutes: times(perHour, tenMinutes.mean / hour.mean),
    hour: perHour,
    day: perDay,
    foreignHour: times(perHour, share),
    foreignDay: times(perDay, share),
  }
}

const surpriseOf = (view: View, seen: number, expected: Expected): number =>
  seen <= expected.mean ? 0 : view.surprise(seen, expected)

const HABIT_WORDS: Readonly<Record<Habit, string>> = {
  strange: 'scattered foreign today',
  missed: 'not found, denied today',
  reveals: 'unmasked today',
  walked: 'numbers in a row today',
  bulk: 'in lists, exports today',
  newSource: 'on a new source today',
  offHours: 'at odd hours today',
  switches: 'changes of source today',
  read: 'read one by one today',
  reopened: 'opened again today',
}

const compareHabit = (
  view: View,
  account: Account,
  peers: Peers,
  { habit, at }: { readonly habit: Habit; readonly at: number },
): Comparison => {
  const seen = view.today(habit)
  const expected = view.usualToday(habit)
  const days = account.own.sums[OwnSum.activeDays] ?? 0
  return {
    what: HABIT_WORDS[habit],
    seen,
    usual: expected.mean,
    own: days === 0 ? null : (account.own.habits[at] ?? 0) / days,
    role: usualHabit(newcomer(account), peerGroup(peers, account.role), peers.everyone, at),
    load: 1, // a habit's baseline knows no load
    surprise: surpriseOf(view, seen, expected),
  }
}
