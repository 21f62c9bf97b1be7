// Hot state: what is handed in is written in place. `as number` stands where an index is in bounds by construction.
import { roleOfTail } from '../surprise/tails.ts'
import { localWeek } from '../time.ts'
import { peerSum, PeerSum, type Peers } from './peers.ts'
import { fadeSamples } from './sampled-items.ts'
import { fadeSums, forgetOwn, isTaught, type Sums } from './sums.ts'
import { TeamSum } from './teams.ts'

/** Share of sums that is left after a week: where few people work, more. */
const LEFT = { least: 0.7, most: 0.9 }
/** Fewer account-days tell little of rare ones. */
const ENOUGH_DAYS = 300

/**
 * What is left of sums of one local week in a later one, 0..1, where so many account-days are known: about the last three weeks weigh, or,
 * where these hold fewer than 300 account-days, up to the last ten. Weeks in which nobody has worked fade like those of many.
 */
export const fadeBetween = (week: number, later: number, days: number): number =>
  later === week
    ? 1
    : Math.min(LEFT.most, Math.max(LEFT.least, ENOUGH_DAYS / days)) * LEFT.least ** (later - week - 1)

/**
 * A group of fewer observations, days or hours, is let go: it moves no estimate by a percent any more. Names come from the log, and those
 * that it once invented, or that are long out of use, would fill the room of others for ever. A single day is gone after nine
 * weeks, or, where few people work, after 29.
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
  const factor = peers.week === -1 ? 1 : fadeBetween(peers.week, week, days)
  peers.week = week
  if (factor === 1) return
  const { everyone, roles, teams, changedTeams, tails, outlets, changedOutlets } = peers
  for (const sums of [everyone, ...roles.values(), ...tails.values()]) fadeSums(sums, factor)
  for (const [hash, team] of teams) {
    if (isTaught(team)) changedTeams.add(hash)
    fadeSums(team, factor)
  }
  for (const hash of outlets.keys()) changedOutlets.add(hash)
  for (const sampled of [peers.everywhere, peers.programs, ...outlets.values()]) fadeSamples(sampled, factor)
  letGoFaded(peers)
  if (peers.othersFirstHour !== -1) peers.isOthersChanged = true
}

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
