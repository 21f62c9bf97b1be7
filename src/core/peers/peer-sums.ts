// `as number` stands where an index is in bounds by construction.
import { getOrMake } from '../../contract/get-or-make.ts'
import { ALL_SIGNS, roleOfTail, TAIL_VALUES } from '../surprise/tails.ts'
import { fadeBetween, fadeToWeek, withoutFaded, type OfWorkAndTails } from './fade-peers.ts'
import { createPeerGroup, MOST_ROLES, PEER_VALUES, PeerSum, tailToTeach, type Peers } from './peers.ts'
import { isTaught, useOthers, type Sums } from './sums.ts'
import { createTeam, MOST_TEAMS, TEAM_VALUES, TeamSum } from './teams.ts'

/**
 * Share of the room for roles and teams that those of other lanes may fill. The rest is for those that the
 * lane itself meets during the day.
 */
const OTHERS_SHARE = 7 / 8

/**
 * What one lane has learnt up to some moment, or several lanes together. A value that nobody changes, except
 * that `useOthersSums` and `restoreOthersSums` take over its arrays.
 */
export type PeerSums = {
  /** Local week to which the sums have faded; -1: nothing was taught. */
  readonly week: number
  readonly firstHour: number
  readonly everyone: Float64Array
  readonly roles: ReadonlyMap<string, Float64Array>
  readonly teams: ReadonlyMap<number, Float64Array>
  readonly tails: ReadonlyMap<string, Float64Array>
}

/** A copy of what this lane itself has learnt. */
export const ownSums = (peers: Peers): PeerSums => ({
  // Sums of other lanes give a `week` even to a lane that has learnt nothing itself yet.
  week: peers.firstHour === -1 ? -1 : peers.week,
  firstHour: peers.firstHour,
  everyone: peers.everyone.own.slice(),
  roles: pick(peers.roles, (sums) => (isTaught(sums) ? sums.own.slice() : null)),
  teams: pick(peers.teams, (sums) => (isTaught(sums) ? sums.own.slice() : null)),
  tails: pick(peers.tails, (sums) => (isTaught(sums) ? sums.own.slice() : null)),
})

/** What the lane has taken over from other lanes, not copied; null if there is nothing. */
export const othersSums = (peers: Peers): PeerSums | null => {
  const { others } = peers.everyone
  if (others === null) return null
  return {
    week: peers.week,
    firstHour: peers.othersFirstHour,
    everyone: others,
    roles: pick(peers.roles, (sums) => sums.others),
    teams: pick(peers.teams, (sums) => sums.others),
    tails: pick(peers.tails, (sums) => sums.others),
  }
}

const pick = <Name>(
  all: ReadonlyMap<Name, Sums>,
  part: (sums: Sums) => Float64Array | null,
): ReadonlyMap<Name, Float64Array> => {
  const picked = new Map<Name, Float64Array>()
  for (const [name, sums] of all) {
    const values = part(sums)
    if (values !== null) picked.set(name, values)
  }
  return picked
}

/**
 * Adds up what several lanes have learnt, in the order given, for a lane with these peers. All are faded to
 * the latest of their weeks. Of teams only those are added for which the lane has room. Groups that have
 * faded to next to nothing are left out, because a lane that has long been silent has not let them go.
 */
export const addUp = (all: readonly PeerSums[], peers: Pick<Peers, 'week' | 'teams'>): PeerSums => {
  const latest = Math.max(peers.week, ...all.map((each) => each.week))
  const days = {
    work: total(all, ({ everyone }) => everyone[PeerSum.activeDays] as number),
    tails: total(all, ({ tails }) => tails.get(ALL_SIGNS)?.[0] ?? 0),
  }
  const leftOf = ({ week }: PeerSums): OfWorkAndTails => fadeBetween(week, latest, days)
  const hasRoom = roomForTeams(all, peers.teams, (each) => leftOf(each).work)
  const everyone = new Float64Array(PEER_VALUES)
  const roles = new Map<string, Float64Array>()
  const teams = new Map<number, Float64Array>()
  const tails = new Map<string, Float64Array>()
  let firstHour = -1
  for (const each of all) {
    if (each.week === -1) continue
    const left = leftOf(each)
    firstHour = firstHour === -1 ? each.firstHour : Math.min(firstHour, each.firstHour)
    addFaded(everyone, each.everyone, left.work)
    for (const [role, values] of each.roles) addFaded(sumOf(roles, role, PEER_VALUES), values, left.work)
    for (const [hash, values] of each.teams)
      if (hasRoom(hash)) addFaded(sumOf(teams, hash, TEAM_VALUES), values, left.work)
    for (const [name, values] of each.tails) addFaded(sumOf(tails, name, TAIL_VALUES), values, left.tails)
  }
  const kept = withoutFaded(roles, 'roles')
  return {
    week: latest,
    firstHour,
    everyone,
    roles: kept,
    teams: withoutFaded(teams, 'teams'),
    tails: new Map([...tails].filter(([name]) => isOfKeptRole(kept, name))),
  }
}

/**
 * Which teams are added up: the lane's own, and the busiest others, as many as there is room for. A large
 * company has a hundred thousand teams in all its lanes, and a lane has room for few: to add up all would
 * stop the process for seconds.
 */
const roomForTeams = (
  all: readonly PeerSums[],
  teams: Peers['teams'],
  fadeOf: (sums: PeerSums) => number,
): ((hash: number) => boolean) => {
  const kept = new Set<number>()
  for (const [hash, team] of teams) if (isTaught(team)) kept.add(hash)
  const room = MOST_TEAMS * OTHERS_SHARE - kept.size
  if (room <= 0) return (hash) => kept.has(hash)
  const days = new Map<number, number>()
  for (const each of all) {
    const factor = fadeOf(each)
    for (const [hash, values] of each.teams) {
      if (!kept.has(hash))
        days.set(hash, (days.get(hash) ?? 0) + (values[TeamSum.activeDays] as number) * factor)
    }
  }
  if (days.size <= room) return () => true
  for (const [hash] of busiestFirst(days, (each) => each).slice(0, room)) kept.add(hash)
  return (hash) => kept.has(hash)
}

const total = (all: readonly PeerSums[], of: (sums: PeerSums) => number): number =>
  all.reduce((sum, each) => sum + of(each), 0)

const sumOf = <Name>(sums: Map<Name, Float64Array>, name: Name, length: number): Float64Array =>
  getOrMake(sums, name, () => new Float64Array(length))

const addFaded = (sum: Float64Array, values: Float64Array, factor: number): void => {
  for (let at = 0; at < sum.length; at++) sum[at] = (sum[at] as number) + (values[at] as number) * factor
}

/**
 * Uses, from now on, these sums beside the lane's own; null: none. The lane takes over their arrays. The
 * number of roles stays bounded as for one lane: own ones first, then the busiest.
 */
export const useOthersSums = (peers: Peers, others: PeerSums | null): void =>
  takeOverAll(peers, others, OTHERS_SHARE)

/**
 * As `useOthersSums`, with sums from the store. All that the lane had taken over fits, beside the roles and
 * teams that it has met since.
 */
export const restoreOthersSums = (peers: Peers, others: PeerSums): void => takeOverAll(peers, others, 1)

const takeOverAll = (peers: Peers, others: PeerSums | null, share: number): void => {
  if (others !== null) fadeToWeek(peers, others.week)
  forgetOthers(peers)
  peers.isOthersChanged = true
  peers.othersFirstHour = others?.firstHour ?? -1
  useOthers(peers.everyone, others?.everyone ?? null)
  if (others === null) return
  takeOver(
    peers.roles,
    MOST_ROLES * share,
    createPeerGroup,
    busiestFirst(others.roles, daysAt(PeerSum.activeDays)),
  )
  takeOver(
    peers.teams,
    MOST_TEAMS * share,
    createTeam,
    busiestFirst(others.teams, daysAt(TeamSum.activeDays)),
  )
  for (const [name, values] of others.tails) {
    if (isOfKeptRole(peers.roles, name)) useOthers(tailToTeach(peers, name), values)
  }
}

/** Own groups stay. Groups that only other lanes know are added as long as there is room. */
const takeOver = <Name, Group extends Sums>(
  own: Map<Name, Group>,
  most: number,
  create: () => Group,
  others: readonly (readonly [Name, Float64Array])[],
): void => {
  for (const [name, values] of others) {
    const group = own.get(name) ?? (own.size < most ? create() : null)
    if (group === null) continue
    own.set(name, group)
    useOthers(group, values)
  }
}

/** Drops the sums of other lanes, and groups that only they know. */
const forgetOthers = ({ roles, teams, tails }: Peers): void => {
  forgetOthersOf(roles)
  forgetOthersOf(teams)
  forgetOthersOf(tails)
}

const forgetOthersOf = <Name>(all: Map<Name, Sums>): void => {
  for (const [name, sums] of all) {
    // One that has become empty is kept until the store knows.
    if (isTaught(sums) || sums.isChanged) useOthers(sums, null)
    else all.delete(name)
  }
}

const busiestFirst = <Name, Work>(all: ReadonlyMap<Name, Work>, daysOf: (work: Work) => number) =>
  [...all].sort(([a, ofA], [b, ofB]) => daysOf(ofB) - daysOf(ofA) || (a < b ? -1 : 1))

const daysAt =
  (index: number) =>
  (values: Float64Array): number =>
    values[index] as number

const isOfKeptRole = (roles: ReadonlyMap<string, unknown>, name: string): boolean => {
  const role = roleOfTail(name)
  return role === null || roles.has(role)
}
