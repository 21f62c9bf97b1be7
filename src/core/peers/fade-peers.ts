// Hot state: the arguments are written in place. `as number` stands where an index is in bounds by
// construction.
import { ALL_SIGNS, roleOfTail, type Tail } from '../surprise/tails.ts'
import { localWeek } from '../time.ts'
import { peerSum, PeerSum, type Peers } from './peers.ts'
import { fadeSamples } from './sampled-items.ts'
import { fadeSums, forgetOwn, isTaught, type Sums } from './sums.ts'
import { TeamSum } from './teams.ts'

/** Share of a sum that a week leaves at least. */
const LEAST_LEFT = 0.7

/**
 * What a week leaves of a sum: `enough` account-days, but never less than the share `LEAST_LEFT`, and never
 * more than the share `mostLeft`.
 */
type Memory = { readonly enough: number; readonly mostLeft: number }

/**
 * Memory of what is usual: about the last three weeks count, or up to the last ten if these hold few
 * account-days.
 */
const OF_WORK: Memory = { enough: 300, mostLeft: 0.9 }
/**
 * Memory of tails: up to the last 33 weeks. It takes more days to tell how rare a score is, and that changes
 * less, since a score is relative to what was usual on its day.
 */
const OF_TAILS: Memory = { enough: 3_000, mostLeft: 0.97 }

/**
 * One number for what is usual and one for tails: account-days known, or the share of them that is left,
 * 0..1.
 */
export type OfWorkAndTails = { readonly work: number; readonly tails: number }

/**
 * Share of sums that is left from local week `week` in week `later`, given the account-days known. The first
 * week fades by `Memory`. Each week after it, without work, leaves the share `LEAST_LEFT`, as a week of many
 * account-days does.
 */
export const fadeBetween = (week: number, later: number, days: OfWorkAndTails): OfWorkAndTails => ({
  work: leftAfter(later - week, days.work, OF_WORK),
  tails: leftAfter(later - week, days.tails, OF_TAILS),
})

const leftAfter = (weeks: number, days: number, { enough, mostLeft }: Memory): number =>
  weeks === 0 ? 1 : Math.min(mostLeft, Math.max(LEAST_LEFT, enough / days)) * LEAST_LEFT ** (weeks - 1)

/**
 * A group with fewer observations (days or hours) than this is let go, because it no longer moves any
 * estimate by a percent. Names come from the log: those that it once invented, or that are long out of use,
 * would otherwise take the room of others for ever. A single day is gone after nine weeks, or after 29 if few
 * people work. The tails of a role go with it.
 */
const NEXT_TO_NOTHING = 0.05

/**
 * Whether a group has faded to next to nothing. `counts` are the indices of the sums that count its
 * observations.
 */
const isFaded = (values: Float64Array, counts: readonly number[]): boolean =>
  counts.reduce((sum, at) => sum + (values[at] as number), 0) < NEXT_TO_NOTHING

/** Indices of the sums that count a group's observations. A role has hours before its first day has ended. */
const COUNTS = {
  roles: [PeerSum.activeHours, PeerSum.activeDays],
  teams: [TeamSum.activeDays],
  tails: [0],
  sampled: [0],
}

/** The groups, by name, that have not faded to next to nothing. */
export const withoutFaded = <Name>(
  all: ReadonlyMap<Name, Float64Array>,
  kind: keyof typeof COUNTS,
): ReadonlyMap<Name, Float64Array> => new Map([...all].filter(([, values]) => !isFaded(values, COUNTS[kind])))

/**
 * Fades every sum once per week that has begun since the last call. `hour` is local hours since the epoch.
 * `days` is the number of account-days known, for lanes in which everyone's sums do not say it.
 */
export const fadePeers = (peers: Peers, hour: number, days?: number): void => {
  if (peers.firstHour === -1) peers.firstHour = hour
  fadeToWeek(peers, localWeek(hour), days)
}

/** As `fadePeers`, up to a local week. Groups that have faded to next to nothing are let go. */
export const fadeToWeek = (
  peers: Peers,
  week: number,
  days = peerSum(peers.everyone, PeerSum.activeDays),
): void => {
  if (week <= peers.week) return
  const { week: before, everyone, roles, teams, changedTeams, tails, outlets, changedOutlets } = peers
  peers.week = week
  if (before === -1) return
  const left = fadeBetween(before, week, { work: days, tails: daysOfTails(tails) ?? days })
  for (const sums of [everyone, ...roles.values()]) fadeSums(sums, left.work)
  for (const tail of tails.values()) fadeSums(tail, left.tails)
  for (const [hash, team] of teams) {
    if (isTaught(team)) changedTeams.add(hash)
    fadeSums(team, left.work)
  }
  for (const hash of outlets.keys()) changedOutlets.add(hash)
  for (const sampled of [peers.everywhere, peers.programs, ...outlets.values()])
    fadeSamples(sampled, left.work)
  letGoFaded(peers)
  if (peers.othersFirstHour !== -1) peers.isOthersChanged = true
}

/** How many account-days the tails hold; undefined if none is about accounts. */
const daysOfTails = (tails: ReadonlyMap<string, Tail>): number | undefined => tails.get(ALL_SIGNS)?.values[0]

const letGoFaded = (peers: Peers): void => {
  const { roles, roleLoads, teams, tails, outlets, gone } = peers
  const rolesGone = new Set(letGo(roles, ({ own }) => isFaded(own, COUNTS.roles)))
  for (const role of rolesGone) {
    gone.roles.add(role)
    roleLoads.delete(role)
  }
  letGo(teams, ({ own }) => isFaded(own, COUNTS.teams))
  // A role's tails go with it, although hours without waybills may have taught them more. No lane reads the
  // tails of a role that no lane offers.
  const isTailOver = ({ own }: Sums, name: string) => {
    const role = roleOfTail(name)
    return isFaded(own, COUNTS.tails) || (role !== null && rolesGone.has(role))
  }
  for (const name of letGo(tails, isTailOver)) gone.tails.add(name)
  for (const [hash, { values }] of outlets) if (isFaded(values, COUNTS.sampled)) outlets.delete(hash)
  for (const { values } of [peers.everywhere, peers.programs])
    if (isFaded(values, COUNTS.sampled)) values.fill(0)
}

/**
 * Forgets the lane's own sums of groups that are over, and returns the names of these groups. Sums of other
 * lanes are for those lanes to let go.
 */
const letGo = <Name>(all: Map<Name, Sums>, isOver: (sums: Sums, name: Name) => boolean): readonly Name[] => {
  const names: Name[] = []
  for (const [name, sums] of all) {
    if (!isTaught(sums) || !isOver(sums, name)) continue
    names.push(name)
    forgetOwn(sums)
    if (sums.others === null) all.delete(name)
  }
  return names
}
