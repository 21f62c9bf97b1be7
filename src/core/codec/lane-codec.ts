import type { OpenAlert } from '../alerts/open-alert.ts'
import { createLaneState, type LaneState } from '../lane-state.ts'
import { createLaneSnapshots, type LaneSnapshots } from '../peers/lane-snapshots.ts'
import { createLoad, type Load } from '../peers/load.ts'
import { othersSums, restoreOthersSums } from '../peers/peer-sums.ts'
import { createPeerGroup, tailToTeach, type Peers } from '../peers/peers.ts'
import { createSampledItems, isSampled, type SampledItems } from '../peers/sampled-items.ts'
import { isTaught, type Sums } from '../peers/sums.ts'
import { createTeam } from '../peers/teams.ts'
import type { CrowdSums } from '../ring/crowd.ts'
import { createReader, createWriter, readFloat64, writeFloat64 } from './bytes.ts'
import { decodePeerSums, encodePeerSums } from './peer-sums-codec.ts'
import { takeBytes } from './pieces.ts'
import { readIntact } from './versioned.ts'

/** One field of a lane as the store keeps it; null deletes it. */
export type Field = readonly [name: string, value: Uint8Array | string | null]

const NAMES = {
  clock: 'clock',
  tally: 'tally',
  load: 'load',
  roleLoad: 'load:',
  everyone: 'everyone',
  role: 'role:',
  team: 'team:',
  tail: 'tail:',
  sampled: 'sampled:',
  crowds: 'crowds',
  alert: 'alert:',
  snapshots: 'snapshots',
  others: 'others',
  snapshot: 'snapshot:',
}

/** Keys of everybody's samples, where an outlet's field has its hash. They are even, and hashes are odd. */
const EVERYBODYS = { everywhere: '0', programs: '2' }

/** Fields by which other lanes read a lane's snapshots (lane-snapshots.ts). */
export const SNAPSHOTS_FIELD = NAMES.snapshots
export const snapshotField = (day: number): string => `${NAMES.snapshot}${day}`

/** Field of the alert under a key of `LaneState.alerts`. */
export const alertField = (key: string): string => NAMES.alert + key

/**
 * The fields that have changed since the last call. If a name occurs twice, the last one counts. Names and
 * bytes depend on the state alone.
 */
export const takeChangedFields = (lane: LaneState): readonly Field[] => {
  const { peers } = lane
  const fields: Field[] = [
    [
      NAMES.clock,
      JSON.stringify({
        nowMs: lane.nowMs,
        week: peers.week,
        firstHour: peers.firstHour,
        nextCoverageMs: lane.nextCoverageMs,
        rejectPeriod: lane.rejectPeriod,
        unrest: [...peers.unrest],
      }),
    ],
    [NAMES.tally, JSON.stringify(lane.tally)],
  ]
  takeGone(fields, peers)
  takeLoad(fields, NAMES.load, peers.load)
  for (const [role, load] of peers.roleLoads) takeLoad(fields, NAMES.roleLoad + role, load)
  takeSums(fields, NAMES.everyone, peers.everyone)
  for (const [role, group] of peers.roles) takeSums(fields, NAMES.role + role, group)
  for (const [name, tail] of peers.tails) takeSums(fields, NAMES.tail + name, tail)
  takeTeams(fields, peers)
  takeSampled(fields, peers)
  takeShared(fields, lane)
  if (lane.crowds.size > 0) fields.push([NAMES.crowds, JSON.stringify([...lane.crowds])])
  for (const key of lane.changedAlerts) {
    const alert = lane.alerts.get(key)
    fields.push([alertField(key), alert === undefined ? null : JSON.stringify(alert)])
  }
  lane.changedAlerts.clear()
  return fields
}

/**
 * Deletes the fields of groups that were let go. This comes before the others, because a group may have been
 * learnt again since.
 */
const takeGone = (fields: Field[], { gone }: Peers): void => {
  for (const role of gone.roles) fields.push([NAMES.role + role, null], [NAMES.roleLoad + role, null])
  for (const name of gone.tails) fields.push([NAMES.tail + name, null])
  for (const names of Object.values(gone)) names.clear()
}

const takeSums = (fields: Field[], name: string, sums: Sums): void => {
  if (!sums.isChanged) return
  fields.push([name, encodeFloats(sums.own)])
  sums.isChanged = false
}

// There are tens of thousands of teams and outlets, and few change in one batch: so only those changed are
// visited.
const takeTeams = (fields: Field[], { teams, changedTeams }: Peers): void => {
  for (const hash of changedTeams) {
    const name = `${NAMES.team}${hash}`
    const team = teams.get(hash)
    if (team !== undefined && isTaught(team)) takeSums(fields, name, team)
    else fields.push([name, null])
  }
  changedTeams.clear()
}

const takeSampled = (fields: Field[], { outlets, changedOutlets, everywhere, programs }: Peers): void => {
  takeItems(fields, NAMES.sampled + EVERYBODYS.everywhere, everywhere)
  takeItems(fields, NAMES.sampled + EVERYBODYS.programs, programs)
  for (const hash of changedOutlets) {
    const name = `${NAMES.sampled}${hash}`
    const outlet = outlets.get(hash)
    if (outlet === undefined) fields.push([name, null])
    else takeItems(fields, name, outlet)
  }
  changedOutlets.clear()
}

const takeItems = (fields: Field[], name: string, sampled: SampledItems): void => {
  if (!sampled.isChanged) return
  fields.push([name, isSampled(sampled) ? encodeFloats(sampled.values) : null])
  sampled.isChanged = false
}

const takeLoad = (fields: Field[], name: string, load: Load): void => {
  if (load.isChanged) fields.push([name, encodeFloats(load.hours)])
  load.isChanged = false
}

const takeShared = (fields: Field[], { peers, snapshots }: LaneState): void => {
  if (peers.isOthersChanged) {
    const others = othersSums(peers)
    fields.push([NAMES.others, others === null ? null : encodePeerSums(others)])
    peers.isOthersChanged = false
  }
  if (snapshots === null || snapshots.fresh.size === 0) return
  const { day, kept, used, fresh } = snapshots
  fields.push([NAMES.snapshots, JSON.stringify({ day, kept, used })])
  for (const [of, snapshot] of fresh) fields.push([snapshotField(of), snapshot])
  fresh.clear()
}

const encodeFloats = (values: Float64Array): Uint8Array => {
  const to = createWriter(takeBytes(values.length * 8))
  for (const value of values) writeFloat64(to, value)
  return to.bytes
}

const decodeFloats = (bytes: Uint8Array, into: Float64Array): void => {
  const from = createReader(bytes)
  for (let at = 0; at < into.length; at++) into[at] = readFloat64(from)
}

const decoder = new TextDecoder()
const parse = (bytes: Uint8Array): unknown => JSON.parse(decoder.decode(bytes))

/**
 * Reads a lane from its fields. Fields of other owners are left alone.
 * @throws WaywardenError `state_version_unknown`, `state_corrupt`
 */
export const readLaneState = (fields: ReadonlyMap<string, Uint8Array>): LaneState =>
  readIntact('a lane', () => readFields(fields))

const readFields = (fields: ReadonlyMap<string, Uint8Array>): LaneState => {
  const lane = createLaneState()
  for (const [name, value] of fields) {
    const kindEnds = name.indexOf(':') + 1 || name.length
    READERS.get(name.slice(0, kindEnds))?.({ lane, key: name.slice(kindEnds), value })
  }
  const others = fields.get(NAMES.others)
  if (others !== undefined) restoreOthersSums(lane.peers, decodePeerSums(others))
  lane.peers.isOthersChanged = false
  return lane
}

type StoredField = {
  readonly lane: LaneState
  /** The part of the name after the colon: which role, team, tail, outlet or alert. */
  readonly key: string
  readonly value: Uint8Array
}

const READERS: ReadonlyMap<string, (field: StoredField) => void> = new Map([
  [NAMES.clock, ({ lane, value }) => readClock(lane, parse(value) as StoredClock)],
  [NAMES.tally, ({ lane, value }) => Object.assign(lane.tally, parse(value))],
  [NAMES.load, ({ lane, value }) => readLoad(value, lane.peers.load)],
  [NAMES.roleLoad, ({ lane, key, value }) => lane.peers.roleLoads.set(key, readLoad(value, createLoad()))],
  [NAMES.everyone, ({ lane, value }) => readSums(value, lane.peers.everyone)],
  [NAMES.role, ({ lane, key, value }) => lane.peers.roles.set(key, readSums(value, createPeerGroup()))],
  [NAMES.team, ({ lane, key, value }) => lane.peers.teams.set(Number(key), readSums(value, createTeam()))],
  [NAMES.tail, ({ lane, key, value }) => readSums(value, tailToTeach(lane.peers, key))],
  [NAMES.sampled, ({ lane, key, value }) => decodeFloats(value, sampledOf(lane.peers, key).values)],
  [NAMES.crowds, ({ lane, value }) => readCrowds(lane, parse(value) as [string, CrowdSums][])],
  [NAMES.snapshots, ({ lane, value }) => (lane.snapshots = readSnapshots(value))],
  [NAMES.alert, ({ lane, key, value }) => lane.alerts.set(key, readAlert(value))],
])

/** Earlier versions did not write `unexplainedRecords` and `ringId`; one that does not know them keeps them. */
const readAlert = (value: Uint8Array): OpenAlert => {
  const stored = parse(value) as Omit<OpenAlert, 'unexplainedRecords' | 'ringId'> & Partial<OpenAlert>
  const { unexplainedRecords = 0, ringId = null } = stored
  return { ...stored, unexplainedRecords, ringId }
}

const readLoad = (stored: Uint8Array, into: Load): Load => {
  decodeFloats(stored, into.hours)
  return into
}

const readSums = (stored: Uint8Array, into: Sums): Sums => {
  decodeFloats(stored, into.own)
  return into
}

const sampledOf = ({ outlets, everywhere, programs }: Peers, key: string): SampledItems => {
  if (key === EVERYBODYS.everywhere) return everywhere
  if (key === EVERYBODYS.programs) return programs
  const outlet = createSampledItems()
  outlets.set(Number(key), outlet)
  return outlet
}

type StoredClock = Pick<LaneState, 'nowMs' | 'nextCoverageMs' | 'rejectPeriod'> &
  Pick<Peers, 'week' | 'firstHour'> & { readonly unrest: number[] }

const readClock = (lane: LaneState, clock: StoredClock): void => {
  const { peers } = lane
  lane.nowMs = clock.nowMs
  lane.nextCoverageMs = clock.nextCoverageMs
  lane.rejectPeriod = clock.rejectPeriod
  peers.week = clock.week
  peers.firstHour = clock.firstHour
  peers.unrest.set(clock.unrest)
}

const readCrowds = ({ crowds }: LaneState, stored: readonly [string, CrowdSums][]): void => {
  for (const [key, sums] of stored) crowds.set(key, sums)
}

type StoredSnapshots = Pick<LaneSnapshots, 'day' | 'kept' | 'used'>

const readSnapshots = (stored: Uint8Array): LaneSnapshots => ({
  ...createLaneSnapshots(),
  ...(parse(stored) as StoredSnapshots),
})

/** Days of which a lane has a snapshot, from its `SNAPSHOTS_FIELD`. */
export const keptDays = (bytes: Uint8Array): readonly number[] =>
  readIntact('a lane', () => readSnapshots(bytes).kept)
