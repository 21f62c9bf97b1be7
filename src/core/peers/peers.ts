// Hot state: arrays here are written in place. `as number` stands where an index is in bounds by
// construction.
import { getOrMake } from '../../contract/get-or-make.ts'
import { HABITS } from '../habits/habit.ts'
import { createTail, tailOfRole, type Tail } from '../surprise/tails.ts'
import { HOURS_OF_WEEK } from '../time.ts'
import { createLoad, type PeerLoads } from './load.ts'
import { createSampledItems, type SampledItems } from './sampled-items.ts'
import { addToSum, createSums, type Sums } from './sums.ts'
import type { Teams } from './teams.ts'

/** Indices of the sums in front of a peer group's hourly cells. */
export const PeerSum = {
  activeHours: 0,
  hourDistinct: 1,
  activeDays: 2,
  dayDistinct: 3,
  knownReach: 4,
  foreign: 5,
  /** Three sums each for `dispersionByMoments`: samples, squared expectations, excess. */
  hourMoments: 6,
  dayMoments: 9,
  foreignHourMoments: 12,
  foreignDayMoments: 15,
  /** [habit] the sum of days' counts, then three sums for its moments. */
  habits: 18,
} as const
const HABIT_SUMS = 4
/** The first of a habit's sums. */
export const habitSum = (habit: number): number => PeerSum.habits + habit * HABIT_SUMS
/** Where the hourly cells begin. */
const CELLS = habitSum(HABITS)
export const PEER_VALUES = CELLS + HOURS_OF_WEEK * 2

/**
 * What is usual for one role: fading sums, then [hour of week] distinct waybills and active account-hours.
 */
export type PeerGroup = Sums

/**
 * What is usual for everyone. If there are other lanes, that is everyone of the company, as those lanes knew
 * it a day ago (lane-snapshots.ts). The loads, `unrest` and the samples are this lane's own; the first two
 * are of the current hour and day. `everyone` takes part in every estimate, so that a role never seen before
 * has a baseline.
 */
export type Peers = PeerLoads &
  Teams & {
    readonly roles: Map<string, PeerGroup>
    readonly everyone: PeerGroup
    /**
     * How high scores rise on honest account-days, by detector id and by `id/role`; other tails have names of
     * their own (tails.ts).
     */
    readonly tails: Map<string, Tail>
    /**
     * [hash of an outlet (hash-text.ts)] the outlets whose parcels its people handle. This lane's own: a few
     * of an outlet's people show it.
     */
    readonly outlets: Map<number, SampledItems>
    /** Hashes of outlets that differ from what the store has. */
    readonly changedOutlets: Set<number>
    /** Outlets of everybody's parcels. */
    readonly everywhere: SampledItems
    /** Programs on everybody's machines. */
    readonly programs: SampledItems
    /** Evidence against everyone today; only unrest.ts interprets it. */
    readonly unrest: Float64Array
    /** First local hour that this lane has learnt; -1 before. */
    firstHour: number
    /** First local hour that other lanes have learnt; -1 if nothing of them is known. */
    othersFirstHour: number
    /** Whether the sums of other lanes differ from what the store has. */
    isOthersChanged: boolean
    /** Local week of the last fade; -1 before the first. */
    week: number
    /** Roles and tails that have been let go (fade-peers.ts) since the store was last told. */
    readonly gone: Gone
  }

/** Names of groups of which the lane no longer has sums of its own. */
export type Gone = { readonly roles: Set<string>; readonly tails: Set<string> }

export const createPeerGroup = (): PeerGroup => createSums(new Float64Array(PEER_VALUES))

export const createPeers = (): Peers => ({
  roles: new Map(),
  everyone: createPeerGroup(),
  teams: new Map(),
  changedTeams: new Set(),
  tails: new Map(),
  outlets: new Map(),
  changedOutlets: new Set(),
  everywhere: createSampledItems(),
  programs: createSampledItems(),
  load: createLoad(),
  roleLoads: new Map(),
  unrest: new Float64Array([-1, 0, 0]),
  firstHour: -1,
  othersFirstHour: -1,
  isOthersChanged: false,
  week: -1,
  gone: { roles: new Set(), tails: new Set() },
})

// Roles are free text from the log: a log that invents them must not grow the lane without end.
export const MOST_ROLES = 256
const NO_PEERS = createPeerGroup()

/**
 * The sums of a role. Those of a role never seen are empty, so that everyone's count. Read only: see
 * `peersToTeach`.
 */
export const peerGroup = (peers: Peers, role: string): PeerGroup => peers.roles.get(role) ?? NO_PEERS

/** The groups that learn from an account of the role. */
export const peersToTeach = (peers: Peers, role: string): readonly PeerGroup[] => {
  const known = peers.roles.get(role)
  if (known !== undefined) return [known, peers.everyone]
  if (peers.roles.size >= MOST_ROLES) return [peers.everyone]
  const group = createPeerGroup()
  peers.roles.set(role, group)
  return [group, peers.everyone]
}

export const peerSum = (group: PeerGroup, index: number): number => group.values[index] as number

/**
 * Distinct waybills of the group's active account-hours at this hour of week, and how many such hours there
 * were.
 */
export const cellDistinct = (group: PeerGroup, hourOfWeek: number): number =>
  group.values[CELLS + hourOfWeek * 2] as number
export const cellHours = (group: PeerGroup, hourOfWeek: number): number =>
  group.values[CELLS + hourOfWeek * 2 + 1] as number

const HOURS_OF_DAY = 24

/**
 * Sum over all days of the week, at the time of day of this hour of week. `cell` is `cellDistinct` or
 * `cellHours`.
 */
export const sumOverDays = (group: PeerGroup, hourOfWeek: number, cell: typeof cellHours): number => {
  let sum = 0
  for (let hour = hourOfWeek % HOURS_OF_DAY; hour < HOURS_OF_WEEK; hour += HOURS_OF_DAY)
    sum += cell(group, hour)
  return sum
}

export const addToCell = (group: PeerGroup, hourOfWeek: number, distinct: number): void => {
  const at = CELLS + hourOfWeek * 2
  addToSum(group, at, distinct)
  addToSum(group, at + 1, 1)
}

/**
 * Outlets are free text from the log, as roles are, so their number is bounded. A large company has some
 * 30,000, and each lane has accounts of most of them.
 */
const MOST_OUTLETS = 1 << 15

/** The samples of the outlet with this hash, for adding to; null if there are too many outlets. */
export const outletToTeach = ({ outlets, changedOutlets }: Peers, hash: number): SampledItems | null => {
  const known = outlets.get(hash)
  if (known === undefined && outlets.size >= MOST_OUTLETS) return null
  const taught = known ?? createSampledItems()
  outlets.set(hash, taught)
  changedOutlets.add(hash)
  return taught
}

/** The tail of that name, for adding to. */
export const tailToTeach = ({ tails }: Peers, name: string): Tail => getOrMake(tails, name, createTail)

/**
 * Everyone's tail of that name, and the role's. Only roles that are kept have one, or a log that invents
 * roles would grow the lane without end.
 */
export const tailsToTeach = (peers: Peers, name: string, role: string): readonly Tail[] => {
  const everyone = tailToTeach(peers, name)
  return peers.roles.has(role) ? [everyone, tailToTeach(peers, tailOfRole(name, role))] : [everyone]
}

/**
 * Share of waybills of known reach from which the log counts as naming outlets: some look-ups may lack them.
 */
const LEAST_REACH_SHARE = 0.1

/** Whether the log says which outlets waybills pass. Assumed until the first hour has ended. */
export const isReachLogged = ({ everyone }: Peers): boolean =>
  peerSum(everyone, PeerSum.knownReach) >= peerSum(everyone, PeerSum.hourDistinct) * LEAST_REACH_SHARE
