import { OwnSum, ownSum, type Account } from '../account.ts'
import { dayLoadBefore, loadBefore } from '../peers/load.ts'
import {
  cellDistinct,
  cellHours,
  peerGroup,
  peerSum,
  PeerSum,
  sumOverDays,
  type PeerGroup,
  type Peers,
} from '../peers/peers.ts'
import { TeamSum } from '../peers/teams.ts'
import { fromByte } from '../small-float.ts'
import { hourOfWeek, WEEK_MS } from '../time.ts'
import { allowedShare } from './drift.ts'
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

/**
 * What is usual, as the mean and dispersion of a negative binomial (variance = mean + mean^2 / dispersion).
 * Every mean is conditional on the account being active: when somebody works is not what the volume detectors
 * judge.
 */
export type Expected = { readonly mean: number; readonly dispersion: number }

// Priors, from published case-handling logs: a person opens about 5 files in an active hour and 50 a day.
// They weigh as much as the stated number of observations, and fade as soon as there are real ones.
const PRIOR_HOUR = { mean: 5, weight: 50 }
const PRIOR_DAY = { mean: 50, weight: 20 }
const PRIOR_FOREIGN = { share: 0.05, weight: 200 }
const PRIOR_DISPERSION = { hour: 1.2, day: 1.5, foreign: 0.5 }

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

/**
 * Distinct waybills on one active day of the group. Before the first day of a log has ended, it is
 * extrapolated from the hours.
 */
const groupDay = (group: PeerGroup, everyone: PeerGroup): number =>
  peerSum(everyone, PeerSum.activeDays) === 0
    ? groupRate(group, everyone, HOUR_RATE) * (PRIOR_DAY.mean / PRIOR_HOUR.mean)
    : groupRate(group, everyone, DAY_RATE)

const DISTINCT: DaySum = { ofTeam: TeamSum.dayDistinct, ofRole: PeerSum.dayDistinct }

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
    ownSum(account, OwnSum.hourDistinct),
    ownSum(account, OwnSum.activeHours),
    ofGroup * timesRole(account, group, peers, DISTINCT),
    OWN_WEIGHT.hours,
  )
  const generic = level * shape
  const weeks = Math.max(0, account.windows.nowMs - account.firstSeenMs) / WEEK_MS
  const profile = shrunk(fromByte(account.own.profile[cell] ?? 0) * weeks, weeks, generic, OWN_WEIGHT.weeks)
  // The own profile counts idle weeks as zero, so it may only raise what is usual at this hour.
  return Math.max(generic, profile)
}

/**
 * The group's mean at this time of day over all days of the week. It stands in for an hour of the week that
 * has not been seen yet.
 */
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
    ownSum(account, OwnSum.dayDistinct) * allowedShare(account),
    ownSum(account, OwnSum.activeDays),
    groupDay(group, peers.everyone) * timesRole(account, group, peers, DISTINCT),
    OWN_WEIGHT.days,
  )

/** Share of the account's waybills that are foreign, 0..1. */
export const usualForeignShare = (account: Account, group: PeerGroup, { everyone }: Peers): number =>
  shrunk(
    ownSum(account, OwnSum.foreign),
    ownSum(account, OwnSum.knownReach),
    groupRate(group, everyone, FOREIGN_SHARE),
    OWN_WEIGHT.waybills,
  )

/**
 * Whether most of what the account reads is foreign, as at customer service. Its lists are then foreign too.
 */
export const readsMostlyForeign = (account: Account, peers: Peers): boolean =>
  usualForeignShare(account, peerGroup(peers, account.role), peers) > 0.5

/** Distinct waybills of a usual day of the account's role, without the account's own baseline, with load. */
export const roleDay = ({ role }: Account, peers: Peers, hour: number): number =>
  groupDay(peerGroup(peers, role), peers.everyone) * dayLoadBefore(peers, role, hour)

/** Expected means for one account, from its own and its peers' baselines, with load. */
export type Levels = { readonly hour: number; readonly day: number; readonly foreignShare: number }

/** Expected counts of one account, by window length. */
export type Usual = {
  readonly tenMinutes: Expected
  readonly hour: Expected
  readonly day: Expected
  readonly foreignHour: Expected
  readonly foreignDay: Expected
}

// Ten minutes can hold up to half of an active hour's work, and vary more than the hour does. `share` is
// expected.
const TEN_MINUTES = { share: 0.4, dispersion: 0.6 }

/** Expected counts of one account now. `hour` is local hours since the epoch. */
export const usualFor = (account: Account, group: PeerGroup, peers: Peers, hour: number): Usual =>
  usualAround(levelsFor(account, group, peers, hour), group)

/** `hour` is local hours since the epoch. */
export const levelsFor = (account: Account, group: PeerGroup, peers: Peers, hour: number): Levels => {
  const load = loadBefore(peers, account.role, hour)
  return {
    hour: usualHour(account, group, peers, hour) * load.hour,
    day: usualDay(account, group, peers) * load.day,
    foreignShare: usualForeignShare(account, group, peers),
  }
}

/** Completes the levels with the dispersion that the group's windows have. */
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
