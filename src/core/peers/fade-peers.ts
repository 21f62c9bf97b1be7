// Hot state: what is handed in is written in place. `as number` stands where an index is in bounds by construction.
import { ALL_SIGNS, roleOfTail, type Tail } from '../surprise/tails.ts'
import { localWeek } from '../time.ts'
import { peerSum, PeerSum, type Peers } from './peers.ts'
import { fadeSamples } from './sampled-items.ts'
import { fadeSums, forgetOwn, isTaught, type Sums } from './sums.ts'
import { TeamSum } from './teams.ts'

/** After a week at least as much is left of every sum. */
const LEAST_LEFT = 0.7

/** Sums fade more slowly while they hold fewer than `enough` account-days, down to `mostLeft` after a week. */
type Memory = { readonly enough: number; readonly mostLeft: number }

/** What is usual: about the last three weeks weigh, or, where these hold few account-days, up to the last ten. */
const OF_WORK: Memory = { enough: 300, mostLeft: 0.9 }
/** How rare a score is takes more days to tell, and changes less, since a score is held against what is usual by then: up to the last 33. */
const OF_TAILS: Memory = { enough: 3_000, mostLeft: 0.97 }

/** Of what is usual, and of tails: the account-days known, or the share that is left of them, 0..1. */
export type OfWorkAndTails = { readonly work: number; readonly tails: number }

/**
 * What is left of sums of one local week in a later one, where so many account-days are known. Weeks in which nobody has worked fade like
 * those of many.
 */
export const fadeBetween = (week: number, later: number, days: OfWorkAndTails): OfWorkAndTails => ({
  work: leftAfter(later - week, days.work, OF_WORK),
  tails: leftAfter(later - week, days.tails, OF_TAILS),
})

const leftAfter = (weeks: number, days: number, { enough, mostLeft }: Memory): number =>
  weeks === 0 ? 1 : Math.min(mostLeft, Math.max(LEAST_LEFT, enough / days)) * LEAST_LEFT ** (weeks - 1)

/**
 * A group of fewer observations, days or hours, is let go: it moves no estimate by a percent any more. Names come from the log, and those
 * that it once invented, or that are long out of use, would fill the room of others for ever. A single day is gone after nine weeks, or, where
 * few people work, after 29; the tails of a role go with it.
 */
const NEXT_TO_NOTHING = 0.05

/** Whether the sums of a group hold next to nothing any more, by where they count its observations. */
const isFaded = (values: Float64Array, counts: readonly number[]): boolean =>
  counts.reduce((sum, at) => sum + (values[at] as number), 0) < NEXT_TO_NOTHING

/** Where groups count their observations. A role is known by hours before its first day has ended. */
const COUNTS = {
  roles: [PeerSum.activeHours, PeerSum.activeDays],
  teams: [TeamSum.activeDays],
  tails: [0],
  sampled: [0],
}

/** Those of the groups, by name, that hold more than next to nothing. */
export const withoutFaded = <Name>(
  all: ReadonlyMap<Name, Float64Array>,
  kind: keyof typeof COUNTS,
): ReadonlyMap<Name, Float64Array> => new Map([...all].filter(([, values]) => !isFaded(values, COUNTS[kind])))

/**
 * Fades every sum once per week that has begun since the last call. `hour` is local hours since the epoch; `days`: how many account-days are
 * known, where everyone's sums do not say it.
 */
export const fadePeers = (peers: Peers, hour: number, days?: number): void => {
  if (peers.firstHour === -1) peers.firstHour = hour
  fadeToWeek(peers, localWeek(hour), days)
}

/** The same, up to a local week. What has faded to next to nothing is let go. */
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

/** How many account-days the tails hold; undefined: none of accounts. */
const daysOfTails = (tails: ReadonlyMap<string, Tail>): number | undefined => tails.get(ALL_SIGNS)?.values[0]

const letGoFaded = (peers: Peers): void => {
  const { roles, roleLoads, teams, tails, outlets, gone } = peers
  const rolesGone = new Set(letGo(roles, ({ own }) => isFaded(own, COUNTS.roles)))
  for (const role of rolesGone) {
    gone.roles.add(role)
    roleLoads.delete(role)
  }
  letGo(teams, ({ own }) => isFaded(own, COUNTS.teams))
  // A role's tails go with it, though hours without waybills may have taught them more: no lane reads tails of a role that none offers.
  const isTailOver = ({ own }: Sums, name: string) => {
    const role = roleOfTail(name)
    return isFaded(own, COUNTS.tails) || (role !== null && rolesGone.has(role))
  }
  for (const name of letGo(tails, isTailOver)) gone.tails.add(name)
  for (const [hash, { values }] of outlets) if (isFaded(values, COUNTS.sampled)) outlets.delete(hash)
  for (const { values } of [peers.everywhere, peers.programs])
    if (isFaded(values, COUNTS.sampled)) values.fill(0)
}

/** Forgets what the lane itself has taught of groups that are over, and names them. What the others have taught is theirs to let go. */
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
