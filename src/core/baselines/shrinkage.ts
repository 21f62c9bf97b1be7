// While little is known, an estimate is shrunk: an account's towards its team's, a team's towards its role's,
// a role's towards everyone's.
// `as number` stands where an index is in bounds by construction.
import type { Account } from '../account.ts'
import { peerSum, PeerSum, type PeerGroup, type Peers } from '../peers/peers.ts'
import { teamOf, TeamSum } from '../peers/teams.ts'
import { dispersionByMoments } from '../surprise/negative-binomial.ts'

/**
 * Number of observations at which own data weigh as much as what they are shrunk towards: of a role (GROUP),
 * of its people at one outlet (TEAM), and of an account (OWN).
 */
export const GROUP_WEIGHT = { hours: 50, days: 20, waybills: 200, cell: 20 }
const TEAM_WEIGHT = 10 // days
export const OWN_WEIGHT = { hours: 15, days: 3, waybills: 60, weeks: 2 }
/** Number of observations that the prior dispersion weighs as much as. */
const DISPERSION_WEIGHT = 20

/** Mean of `count` observations and of `weight` assumed ones with the value `towards`. */
export const shrunk = (sum: number, count: number, towards: number, weight: number): number =>
  (sum + weight * towards) / (count + weight)

/**
 * How to read a rate from a group's sums: the indices of its sum and its count, the prior of everyone's rate
 * and its weight, and the weight with which a group is shrunk towards everyone.
 */
export type Rate = {
  readonly sum: number
  readonly count: number
  readonly prior: number
  readonly priorWeight: number
  readonly groupWeight: number
}

/** The group's rate, shrunk towards everyone's, which is shrunk towards the prior. */
export const groupRate = (group: PeerGroup, everyone: PeerGroup, rate: Rate): number => {
  const { sum, count, prior, priorWeight, groupWeight } = rate
  const all = shrunk(peerSum(everyone, sum), peerSum(everyone, count), prior, priorWeight)
  return shrunk(peerSum(group, sum), peerSum(group, count), all, groupWeight)
}

/**
 * Ratio of a usual day of the account's team to one of the role, in distinct waybills or in one habit. The
 * team is the people of the role at the account's outlet. Being a ratio, it serves for hours too, of which a
 * team keeps no sums.
 */
export const timesRole = (
  account: Account,
  group: PeerGroup,
  peers: Peers,
  { ofTeam, ofRole }: DaySum,
): number => {
  const team = teamOf(peers, account)
  const days = peerSum(group, PeerSum.activeDays)
  const sum = peerSum(group, ofRole)
  if (team === undefined || days === 0 || sum === 0) return 1
  const mean = sum / days
  return (
    shrunk(team.values[ofTeam] as number, team.values[TeamSum.activeDays] as number, mean, TEAM_WEIGHT) / mean
  )
}

/** Indices of one daily sum, in a team's and in a role's sums. */
export type DaySum = { readonly ofTeam: number; readonly ofRole: number }

/** A dispersion, from the three sums that begin at `at` (PeerSum). */
export const dispersionAt = (group: PeerGroup, at: number, prior: number): number =>
  dispersionByMoments(
    { samples: peerSum(group, at), squaredMeans: peerSum(group, at + 1), excess: peerSum(group, at + 2) },
    { dispersion: prior, weight: DISPERSION_WEIGHT },
  )
