// How an estimate leans on others while little is known: an account on its team, a team on its role, a role on everyone.
// `as number` stands where an index is in bounds by construction.
import type { Account } from '../account.ts'
import { peerSum, PeerSum, type PeerGroup, type Peers } from '../peers/peers.ts'
import { teamOf, TeamSum } from '../peers/teams.ts'
import { dispersionByMoments } from '../surprise/negative-binomial.ts'

/** Until there are this many observations, a role leans on everyone, its people at one outlet on the role, and an account on them. */
export const GROUP_WEIGHT = { hours: 50, days: 20, waybills: 200, cell: 20 }
const TEAM_WEIGHT = 10 // days
export const OWN_WEIGHT = { hours: 15, days: 3, waybills: 60, weeks: 2 }
/** Observations that an assumed dispersion weighs as much as. */
const DISPERSION_WEIGHT = 20

/** The mean of `count` observations, and of `weight` more that are taken to be `towards`. */
export const shrunk = (sum: number, count: number, towards: number, weight: number): number =>
  (sum + weight * towards) / (count + weight)

/** A rate that a group's sums hold: observations are summed at `sum`, counted at `count`, and lean on everyone and on `prior`. */
export type Rate = {
  readonly sum: number
  readonly count: number
  readonly prior: number
  readonly priorWeight: number
  readonly groupWeight: number
}

export const groupRate = (group: PeerGroup, everyone: PeerGroup, rate: Rate): number => {
  const { sum, count, prior, priorWeight, groupWeight } = rate
  const all = shrunk(peerSum(everyone, sum), peerSum(everyone, count), prior, priorWeight)
  return shrunk(peerSum(group, sum), peerSum(group, count), all, groupWeight)
}

/**
 * How many times what the role does on a day the account's team does, the people of the role at its outlet: of distinct waybills, or of a
 * habit. A ratio, so that hours, of which a team keeps no sums, follow its days.
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

/** Where a sum of days is kept. */
export type DaySum = { readonly ofTeam: number; readonly ofRole: number }

/** A dispersion, from the three sums that begin at `at` (PeerSum). */
export const dispersionAt = (group: PeerGroup, at: number, prior: number): number =>
  dispersionByMoments(
    { samples: peerSum(group, at), squaredMeans: peerSum(group, at + 1), excess: peerSum(group, at + 2) },
    { dispersion: prior, weight: DISPERSION_WEIGHT },
  )
