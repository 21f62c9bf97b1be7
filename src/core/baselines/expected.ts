// `as Rate` stands where an index is in bounds by construction.
import { OwnSum, type Account } from '../account.ts'
import { allowedShare } from './drift.ts'
import { HABIT_INDEX, habits } from './habit.ts'
import { loadOf } from './load.ts'
import { dispersionByMoments } from '../surprise/negative-binomial.ts'
import {
  cellDistinct,
  cellHours,
  habitSum,
  peerGroup,
  peerSum,
  PeerSum,
  sumOverDays,
  type PeerGroup,
  type Peers,
} from './peers.ts'
import { fromByte } from '../small-float.ts'
import { teamOf, TeamSum } from './teams.ts'
import { hourOfWeek, WEEK_MS } from '../time.ts'

/**
 * What is usual, as the mean and dispersion of a negative binomial (variance = mean + mean^2 / dispersion).
 * Every mean is conditional on the account being active: when somebody works is not what the volume detectors judge.
 */
export type Expected = { readonly mean: number; readonly dispersion: number }

// Priors, from published case-handling logs: a person opens about 5 files in an active hour and 50 a day. They weigh as
// much as the stated number of observations, and fade as soon as there are real ones.
const PRIOR_HOUR = { mean: 5, weight: 50 }
const PRIOR_DAY = { mean: 50, weight: 20 }
const PRIOR_FOREIGN = { share: 0.05, weight: 200 }
const PRIOR_DISPERSION = { hour: 1.2, day: 1.5, foreign: 0.5, weight: 20 }

/** What a habit is taken to be before there are days of it: a little, and weighing little. */
const PRIOR_HABIT = { count: 0.3, weight: 20, dispersion: 0.15 }
/** Nobody does exactly nothing. */
const LEAST_HABIT = 0.02

// Shrinkage: a role leans on everyone, its people at one outlet on the role, and an account on them, until there are this many observations.
const GROUP_WEIGHT = { hours: 50, days: 20, waybills: 200, cell: 20 }
const TEAM_WEIGHT = 10 // days
const OWN_WEIGHT = { hours: 15, days: 3, waybills: 60, weeks: 2 }

const shrunk = (sum: number, count: number, towards: number, weight: number): number =>
  (sum + weight * towards) / (count + weight)

/** A rate that a group's sums hold: observations are summed at `sum`, counted at `count`, and lean on everyone and on `prior`. */
type Rate = {
  readonly sum: number
  readonly count: number
  readonly prior: number
  readonly priorWeight: number
  readonly groupWeight: number
}

const HOUR_RATE: Rate = {
  sum: PeerSum.hourDistinct,
  count: PeerSum.activeHours,
  prior: PRIOR_HOUR.mean,
  priorWeight: PRIOR_HOUR.weight,
  groupWeight: GROUP_WEIGHT.hours,
}
const DAY_RATE: Rate = {
  sum: PeerSum.dayDistinct,
  count: PeerSum.activeDays,
  prior: PRIOR_DAY.mean,
  priorWeight: PRIOR_DAY.weight,
  groupWeight: GROUP_WEIGHT.days,
}
const FOREIGN_SHARE: Rate = {
  sum: PeerSum.foreign,
  count: PeerSum.knownReach,
  prior: PRIOR_FOREIGN.share,
  priorWeight: PRIOR_FOREIGN.weight,
  groupWeight: GROUP_WEIGHT.waybills,
}
const HABIT_RATES = habits.map((_, habit): Rate => ({
  sum: habitSum(habit),
  count: PeerSum.activeDays,
  prior: PRIOR_HABIT.count,
  priorWeight: PRIOR_HABIT.weight,
  groupWeight: GROUP_WEIGHT.days,
}))

const groupRate = (group: PeerGroup, everyone: PeerGroup, rate: Rate): number => {
  const { sum, count, prior, priorWeight, groupWeight } = rate
  const all = shrunk(peerSum(everyone, sum), peerSum(everyone, count), prior, priorWeight)
  return shrunk(peerSum(group, sum), peerSum(group, count), all, groupWeight)
}

/** Distinct waybills on one active day of the group. Before the first day of a log has ended it is what the hours promise. */
const groupDay = (group: PeerGroup, everyone: PeerGroup): number =>
  peerSum(everyone, PeerSum.activeDays) === 0
    ? groupRate(group, everyone, HOUR_RATE) * (PRIOR_DAY.mean / PRIOR_HOUR.mean)
    : groupRate(group, everyone, DAY_RATE)

/**
 * How many times what the role does on a day the account's team does, the people of the role at its outlet: of distinct waybills, or of a
 * habit. A ratio, so that hours, of which a team keeps no sums, follow its days.
 */
const timesRole = (account: Account, group: PeerGroup, peers: Peers, { ofTeam, ofRole }: DaySum): number => {
  const team = teamOf(peers, account)
  const days = peerSum(group, PeerSum.activeDays)
  const sum = peerSum(group, ofRole)
  if (team === undefined || days === 0 || sum === 0) return 1
  const mean = sum / days
  return (
    shrunk(team.values[ofTeam] as number, team.values[TeamSum.activeDays] as number, mean, TEAM_WEIGHT) / mean
  )
}

/** Where a sum of days is kept. */
type DaySum = { readonly ofTeam: number; readonly ofRole: number }

const DISTINCT: DaySum = { ofTeam: TeamSum.dayDistinct, ofRole: PeerSum.dayDistinct }
const HABIT: readonly DaySum[] = habits.map((_, habit) => ({
  ofTeam: TeamSum.habits + habit,
  ofRole: habitSum(habit),
}))

const own = (account: Account, index: number): number => account.own.sums[index] ?? 0

/** Distinct waybills in one active hour, before load. `hour` is local hours since the epoch. */
export const usualHour = (account: Account, group: PeerGroup, peers: Peers, hour: number): number => {
  const { everyone } = peers
  const ofGroup = groupRate(group, everyone, HOUR_RATE)
  const cell = hourOfWeek(hour)
  const shape =
    shrunk(
      cellDistinct(group, cell),
      cellHours(group, cell),
      hourOfDay(group, cell, ofGroup),
      GROUP_WEIGHT.cell,
    ) / ofGroup
  const level = shrunk(
    own(account, OwnSum.hourDistinct),
    own(account, OwnSum.activeHours),
    ofGroup * timesRole(account, group, peers, DISTINCT),
    OWN_WEIGHT.hours,
  )
  const generic = level * shape
  const weeks = Math.max(0, account.windows.nowMs - account.firstSeenMs) / WEEK_MS
  const profile = shrunk(fromByte(account.own.profile[cell] ?? 0) * weeks, weeks, generic, OWN_WEIGHT.weeks)
  // The own profile counts idle weeks as zero, so it may only raise what is usual at this hour.
  return Math.max(generic, profile)
}

/** The group's hour at this time of any day: an hour of the week that has not been seen yet is like that of other days. */
const hourOfDay = (group: PeerGroup, cell: number, ofGroup: number): number =>
  shrunk(
    sumOverDays(group, cell, cellDistinct),
    sumOverDays(group, cell, cellHours),
    ofGroup,
    GROUP_WEIGHT.cell,
  )

/** Distinct waybills on one active day, before load. */
export const usualDay = (account: Account, group: PeerGroup, peers: Peers): number =>
  shrunk(
    own(account, OwnSum.dayDistinct) * allowedShare(account),
    own(account, OwnSum.activeDays),
    groupDay(group, peers.everyone) * timesRole(account, group, peers, DISTINCT),
    OWN_WEIGHT.days,
  )

/** Share of the account's waybills that are foreign, 0..1. */
export const usualForeignShare = (account: Account, group: PeerGroup, { everyone }: Peers): number =>
  shrunk(
    own(account, OwnSum.foreign),
    own(account, OwnSum.knownReach),
    groupRate(group, everyone, FOREIGN_SHARE),
    OWN_WEIGHT.waybills,
  )

/** Whether most of what the account reads is foreign, as at customer service: then what it lists is too. */
export const readsMostlyForeign = (account: Account, peers: Peers): boolean =>
  usualForeignShare(account, peerGroup(peers, account.role), peers) > 0.5

/** From the three sums that begin at `at` (PeerSum). */
const dispersionAt = (group: PeerGroup, at: number, prior: number): number =>
  dispersionByMoments(
    { samples: peerSum(group, at), squaredMeans: peerSum(group, at + 1), excess: peerSum(group, at + 2) },
    { dispersion: prior, weight: PRIOR_DISPERSION.weight },
  )

/** Hours over which the population's load is taken: for an hour's work, and for a day's. */
export const LOAD_HOURS = { hour: 3, day: 24 }

/**
 * How much more the role does than usual (load.ts), in an hour and in a day, as it was known while the hour was under way: of the hour itself
 * nothing, because it is counted when it has ended. So what is usual comes out the same when the hour is looked back on.
 */
export const loadBefore = (
  peers: Peers,
  role: string,
  hour: number,
): { readonly hour: number; readonly day: number } => ({
  hour: loadOf(peers, role, hour - 1, LOAD_HOURS.hour - 1),
  day: dayLoadBefore(peers, role, hour),
})

export const dayLoadBefore = (peers: Peers, role: string, hour: number): number =>
  loadOf(peers, role, hour - 1, LOAD_HOURS.day - 1)

/** Distinct waybills of a usual day of the account's role alone, with load. */
export const roleDay = ({ role }: Account, peers: Peers, hour: number): number =>
  groupDay(peerGroup(peers, role), peers.everyone) * dayLoadBefore(peers, role, hour)

/** Means that follow from an account and its peers, with load. */
export type Levels = { readonly hour: number; readonly day: number; readonly foreignShare: number }

/** What one account may be expected to do, in windows of several lengths. */
export type Usual = {
  readonly tenMinutes: Expected
  readonly hour: Expected
  readonly day: Expected
  readonly foreignHour: Expected
  readonly foreignDay: Expected
}

// Ten minutes hold up to half of an active hour's work, and vary more than the hour does.
const TEN_MINUTES = { share: 0.4, dispersion: 0.6 }

/** What one account may be expected to do now. */
export const usualFor = (account: Account, group: PeerGroup, peers: Peers, hour: number): Usual =>
  usualAround(levelsFor(account, group, peers, hour), group)

export const levelsFor = (account: Account, group: PeerGroup, peers: Peers, hour: number): Levels => {
  const load = loadBefore(peers, account.role, hour)
  return {
    hour: usualHour(account, group, peers, hour) * load.hour,
    day: usualDay(account, group, peers) * load.day,
    foreignShare: usualForeignShare(account, group, peers),
  }
}

/** The levels with what windows of the group vary by. */
export const usualAround = ({ hour, day, foreignShare }: Levels, group: PeerGroup): Usual => {
  const hourDispersion = dispersionAt(group, PeerSum.hourMoments, PRIOR_DISPERSION.hour)
  return {
    tenMinutes: { mean: hour * TEN_MINUTES.share, dispersion: hourDispersion * TEN_MINUTES.dispersion },
    hour: { mean: hour, dispersion: hourDispersion },
    day: { mean: day, dispersion: dispersionAt(group, PeerSum.dayMoments, PRIOR_DISPERSION.day) },
    foreignHour: {
      mean: hour * foreignShare,
      dispersion: dispersionAt(group, PeerSum.foreignHourMoments, PRIOR_DISPERSION.foreign),
    },
    foreignDay: {
      mean: day * foreignShare,
      dispersion: dispersionAt(group, PeerSum.foreignDayMoments, PRIOR_DISPERSION.foreign),
    },
  }
}

/** A day's count of one habit (habit.ts), before load. */
export const usualHabit = (account: Account, group: PeerGroup, peers: Peers, habit: number): number => {
  const ofRole = roleHabit(group, peers, habit)
  const ofTeam = ofRole * timesRole(account, group, peers, HABIT[habit] as DaySum)
  const days = own(account, OwnSum.activeDays)
  return Math.max(
    LEAST_HABIT,
    shrunk((account.own.habits[habit] ?? 0) * allowedShare(account), days, ofTeam, OWN_WEIGHT.days),
  )
}

/** The same of the role alone. */
export const roleHabit = (group: PeerGroup, { everyone }: Peers, habit: number): number =>
  groupRate(group, everyone, HABIT_RATES[habit] as Rate)

/** What the account's role reads without a known reason on a usual day (`unexplained` of habit.ts), with load. */
export const roleUnexplained = ({ role }: Account, peers: Peers, hour: number): number =>
  roleHabit(peerGroup(peers, role), peers, UNEXPLAINED) * dayLoadBefore(peers, role, hour)

const UNEXPLAINED = HABIT_INDEX.unexplained

/**
 * Waybills that may be expected to be read today, as often as some were opened again. As long as every look-up is a new waybill with
 * the same probability, those before the next reopening are negative binomial with the reopenings + 1 as dispersion. With load: when
 * everybody gets busier, more is new, and what is opened again is still of the days before.
 */
export const readsForReopenings = (account: Account, group: PeerGroup, peers: Peers): Expected => {
  const perReopening = usualHabit(account, group, peers, READ) / usualHabit(account, group, peers, REOPENED)
  const turns = (account.today[REOPENED] ?? 0) + 1
  const load = dayLoadBefore(peers, account.role, account.underWay.hour)
  return { mean: turns * perReopening * load, dispersion: 1 / (1 / turns + 1 / READING_DISPERSION) }
}

/** How much the share of new waybills varies from one day of a person to the next. */
const READING_DISPERSION = 8

const READ = HABIT_INDEX.read
const REOPENED = HABIT_INDEX.reopened

export const habitDispersion = (group: PeerGroup, habit: number): number =>
  dispersionAt(group, habitSum(habit) + 1, PRIOR_HABIT.dispersion)
