import type { PeerSums } from '../peers/peer-sums.ts'
import { PEER_VALUES } from '../peers/peers.ts'
import { TEAM_VALUES } from '../peers/teams.ts'
import { TAIL_VALUES } from '../surprise/tails.ts'
import {
  createReader,
  createWriter,
  readFloat64,
  readText,
  readVarint,
  writeByte,
  writeFloat64,
  writeText,
  writeVarint,
  type Reader,
  type Writer,
} from './bytes.ts'
import { readVersioned } from './versioned.ts'

/** First byte of every encoding. */
const PEER_SUMS_VERSION = 4

/** Encodes the sums: the same sums always give the same bytes, in whatever order a lane met its roles. */
export const encodePeerSums = (sums: PeerSums): Uint8Array => {
  const to = createWriter(new Uint8Array(mostBytes(sums)))
  writeByte(to, PEER_SUMS_VERSION)
  writeVarint(to, sums.week + 1)
  writeVarint(to, sums.firstHour + 1)
  writeValues(to, sums.everyone)
  writeNamed(to, sums.roles)
  writeNamed(to, byText(sums.teams))
  writeNamed(to, sums.tails)
  return to.bytes.slice(0, to.length)
}

/**
 * Reads what `encodePeerSums` wrote.
 * @throws WaywardenError `state_version_unknown`: another version of the program wrote it; `state_corrupt`:
 * it is cut or damaged.
 */
export const decodePeerSums = (bytes: Uint8Array): PeerSums =>
  readVersioned(bytes, PEERS, () => readPeerSums(createReader(bytes)))

const PEERS = { version: PEER_SUMS_VERSION, what: "a lane's peers" }

const readPeerSums = (from: Reader): PeerSums => {
  from.at = 1
  const sums = {
    week: readVarint(from) - 1,
    firstHour: readVarint(from) - 1,
    everyone: readValues(from, new Float64Array(PEER_VALUES)),
    roles: readNamed(from, PEER_VALUES),
    teams: byNumber(readNamed(from, TEAM_VALUES)),
    tails: readNamed(from, TAIL_VALUES),
  }
  if (from.at !== from.bytes.length) throw new RangeError(`ends at ${from.at} of ${from.bytes.length}`)
  return sums
}

/**
 * Upper bound of the encoding: a UTF-16 unit of a name takes up to three bytes, and a number nine with its
 * gap.
 */
const mostBytes = ({ everyone, roles, teams, tails }: PeerSums): number => {
  const named = [...roles, ...byText(teams), ...tails]
  return named.reduce(
    (sum, [name, { length }]) => sum + name.length * 3 + length * 9 + 8,
    everyone.length * 9 + 64,
  )
}

const byText = (teams: PeerSums['teams']): ReadonlyMap<string, Float64Array> =>
  new Map([...teams].map(([hash, values]) => [String(hash), values]))

const byNumber = (teams: ReadonlyMap<string, Float64Array>): PeerSums['teams'] =>
  new Map([...teams].map(([hash, values]) => [Number(hash), values]))

const writeNamed = (to: Writer, all: ReadonlyMap<string, Float64Array>): void => {
  writeVarint(to, all.size)
  for (const [name, values] of [...all].sort(([a], [b]) => (a < b ? -1 : 1))) {
    writeText(to, name)
    writeValues(to, values)
  }
}

const readNamed = (from: Reader, length: number): ReadonlyMap<string, Float64Array> => {
  const all = new Map<string, Float64Array>()
  const count = readVarint(from)
  if (count > from.bytes.length) throw new RangeError(`${count} sums in ${from.bytes.length} bytes`)
  // One buffer for all: allocating memory for each team of each lane would take longer than reading them.
  const room = new Float64Array(count * length)
  for (let at = 0; at < room.length; at += length) {
    const name = readText(from)
    all.set(name, readValues(from, room.subarray(at, at + length)))
  }
  return all
}

/**
 * Runs of zeros are skipped: most values belong to hours at which nobody works, and scores that nobody
 * reached.
 */
const writeValues = (to: Writer, values: Float64Array): void => {
  let zeros = 0
  for (const value of values) {
    if (value === 0) {
      zeros++
      continue
    }
    writeVarint(to, zeros)
    writeFloat64(to, value)
    zeros = 0
  }
  writeVarint(to, zeros)
}

/** `values` must be all zeros. */
const readValues = (from: Reader, values: Float64Array): Float64Array => {
  for (let at = readVarint(from); at < values.length; at += 1 + readVarint(from))
    values[at] = readFloat64(from)
  return values
}
