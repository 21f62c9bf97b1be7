// `as Rate` and `as DaySum` stand where an index is in bounds by construction.
import { OwnSum, ownSum, type Account } from '../account.ts'
import { HABIT, habits } from '../habits/habit.ts'
import { dayLoadBefore } from '../peers/load.ts'
import { habitSum, peerGroup, PeerSum, type PeerGroup, type Peers } from '../peers/peers.ts'
import { TeamSum } from '../peers/teams.ts'
import { allowedShare } from './drift.ts'
import type { Expected } from './expected.ts'
import {
  dispersionAt,
  GROUP_WEIGHT,
  groupRate,
  OWN_WEIGHT,
  shrunk,
  timesRole,
  type DaySum,
  type Rate,
} from './shrinkage.ts'

/** Prior of a habit's daily count before any days are known: low, and of little weight. */
const PRIOR_HABIT = { count: 0.3, weight: 20, dispersion: 0.15 }
/** Floor under a usual count: with a mean of 0, any count would be infinitely surprising. */
const LEAST_HABIT = 0.02

const HABIT_RATES = habits.map((_, habit): Rate => ({
  sum: habitSum(habit),
  count: PeerSum.activeDays,
  prior: PRIOR_HABIT.count,
  priorWeight: PRIOR_HABIT.weight,
  groupWeight: GROUP_WEIGHT.days,
}))

const HABIT_DAYS: readonly DaySum[] = habits.map((_, habit) => ({
  ofTeam: TeamSum.habits + habit,
  ofRole: habitSum(habit),
}))

/** The account's usual daily count of one habit (habit.ts), before load. */
export const usualHabit = (account: Account, group: PeerGroup, peers: Peers, habit: number): number => {
  const ofRole = roleHabit(group, peers, habit)
  const ofTeam = ofRole * timesRole(account, group, peers, HABIT_DAYS[habit] as DaySum)
  const days = ownSum(account, OwnSum.activeDays)
  return Math.max(
    LEAST_HABIT,
    shrunk((account.own.habits[habit] ?? 0) * allowedShare(account), days, ofTeam, OWN_WEIGHT.days),
  )
}

/** The role's usual daily count of one habit, before load. */
export const roleHabit = (group: PeerGroup, { everyone }: Peers, habit: number): number =>
  groupRate(group, everyone, HABIT_RATES[habit] as Rate)

/**
 * What the account's role reads without a known reason on a usual day (`unexplained` of habit.ts), with load.
 */
export const roleUnexplained = ({ role }: Account, peers: Peers, hour: number): number =>
  roleHabit(peerGroup(peers, role), peers, HABIT.unexplained) * dayLoadBefore(peers, role, hour)

/**
 * Waybills expected to be read today, given how many were reopened today. If every look-up is of a new
 * waybill with the same probability, the number of new ones before the next reopening is negative binomial,
 * with reopenings + 1 as its dispersion. The mean includes load: when everybody gets busier, more waybills
 * are new, while reopenings are still of those of the days before.
 */
export const readsForReopenings = (account: Account, group: PeerGroup, peers: Peers): Expected => {
  const perReopening =
    usualHabit(account, group, peers, HABIT.read) / usualHabit(account, group, peers, HABIT.reopened)
  const turns = (account.today[HABIT.reopened] ?? 0) + 1
  const load = dayLoadBefore(peers, account.role, account.underWay.hour)
  return { mean: turns * perReopening * load, dispersion: 1 / (1 / turns + 1 / READING_DISPERSION) }
}

/** Dispersion of one person's share of new waybills from day to day. */
const READING_DISPERSION = 8

/** Dispersion of one person's daily count of one habit, as the group's days show it. */
export const habitDispersion = (group: PeerGroup, habit: number): number =>
  dispersionAt(group, habitSum(habit) + 1, PRIOR_HABIT.dispersion)
