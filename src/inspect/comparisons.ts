import { createAccount, OwnSum, ownSum, type Account } from '../core/account.ts'
import { usualFor, type Usual } from '../core/baselines/expected.ts'
import { judgedWindows, windowSurprise, type JudgedWindow } from '../core/baselines/judged-windows.ts'
import { usualHabit } from '../core/baselines/usual-habit.ts'
import { habits, type Habit } from '../core/habits/habit.ts'
import { loadBefore } from '../core/peers/load.ts'
import { peerGroup, type Peers } from '../core/peers/peers.ts'
import type { View } from '../core/view.ts'

/** An observed count beside its baseline. */
export type ComparisonRow = {
  readonly what: string
  readonly seen: number
  /**
   * The baseline that detectors compare with: own and role combined, times the load. Detectors of foreign
   * waybills expect more on a busy day, and say so in their finding.
   */
  readonly usual: number
  /** The account's own mean; null where it has none yet. */
  readonly own: number | null
  /** The baseline of a newcomer with the same role and team, without the load. */
  readonly peers: number
  /** Factor by which everybody now does more than usual; 1 is an ordinary day. */
  readonly load: number
  /**
   * -log10 of the probability of this count or a higher one. For a window it is calibrated: -log10 of the
   * share of honest windows that hold as much.
   */
  readonly surprise: number
}

/** Windows first, then the day's habits; foreign waybills only if the log names the outlets of waybills. */
export const compareWithUsual = (view: View, account: Account, peers: Peers): readonly ComparisonRow[] => [
  ...compareWindows(view, account, peers),
  ...compareHabits(view, account, peers),
]

const compareWindows = (view: View, account: Account, peers: Peers): readonly ComparisonRow[] => {
  const { hour } = account.underWay
  const usual = view.usual()
  const role = usualFor(newcomer(account), peerGroup(peers, account.role), peers, hour)
  const loads = loadBefore(peers, account.role, hour)
  const own = ownMeans(account, usual)
  const shown = judgedWindows.filter(({ of }) => view.isReachLogged || !OF_REACH.has(of))
  return shown.map((window): ComparisonRow => {
    const { of, per } = window
    const seen = window.observe(account, view)
    const expected = usual[of]
    return {
      what: WINDOW_WORDS[of],
      seen,
      usual: expected.mean,
      own: own[of],
      peers: role[of].mean / loads[per],
      load: loads[per],
      surprise:
        seen <= expected.mean ? 0 : windowSurprise(peers, account.role, window, { observed: seen, expected }),
    }
  })
}

const WINDOW_WORDS: Readonly<Record<JudgedWindow['of'], string>> = {
  tenMinutes: 'waybills in 10 minutes',
  hour: 'waybills in an hour',
  day: 'waybills today',
  foreignHour: 'foreign in an hour',
  foreignDay: 'foreign in 24 hours',
}

const OF_REACH: ReadonlySet<JudgedWindow['of'] | Habit> = new Set(['foreignHour', 'foreignDay', 'strange'])

/** An account of the same role and team without any history. */
const newcomer = ({ role, team }: Account): Account => ({ ...createAccount(), role, team })

const ownMeans = (account: Account, { tenMinutes, hour }: Usual) => {
  const mean = (sum: number, count: number): number | null => {
    const observations = ownSum(account, count)
    return observations === 0 ? null : ownSum(account, sum) / observations
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

const HABIT_WORDS: Readonly<Record<Habit, string>> = {
  strange: 'scattered foreign today',
  missed: 'not found, denied today',
  reveals: 'unmasked today',
  walked: 'numbers in a row today',
  bulk: 'in lists, exports today',
  newSource: 'on a new source today',
  offHours: 'at odd hours today',
  elsewhere: 'elsewhere meanwhile today',
  read: 'newly opened today',
  reopened: 'opened again today',
  unexplained: 'without a known reason',
  ticketed: 'for tickets today',
}

const compareHabits = (view: View, account: Account, peers: Peers): readonly ComparisonRow[] => {
  const nobody = newcomer(account)
  const group = peerGroup(peers, account.role)
  const days = ownSum(account, OwnSum.activeDays)
  return habits.flatMap((habit, at): readonly ComparisonRow[] => {
    if (!view.isReachLogged && OF_REACH.has(habit)) return []
    const seen = view.today(habit)
    const expected = view.usualToday(habit)
    const row: ComparisonRow = {
      what: HABIT_WORDS[habit],
      seen,
      usual: expected.mean,
      own: days === 0 ? null : (account.own.habits[at] ?? 0) / days,
      peers: usualHabit(nobody, group, peers, at),
      load: 1, // load does not scale habits
      surprise: seen <= expected.mean ? 0 : view.surprise(seen, expected),
    }
    return [row]
  })
}
