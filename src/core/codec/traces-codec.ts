// Hot code. `as number` stands where an index is in bounds by construction.
import { SECOND_MS } from '../../contract/time-units.ts'
import type { Account } from '../account.ts'
import { SOURCE_FIELDS, type Traces } from '../windows/traces.ts'
import {
  readBits,
  readHash,
  readSigned,
  readUint32,
  readVarint,
  writeBits,
  writeHash,
  writeSigned,
  writeUint32,
  writeVarint,
  type BitReader,
  type BitWriter,
} from './bits.ts'

/**
 * Writes the traces, then habits, tickets, scores and `lately`. Days are relative to the current day, seconds
 * to the account's clock.
 */
export const writeTraces = (to: BitWriter, account: Account): void => {
  const { traces, today, tickets, dayScores, lately, underWay } = account
  writeSources(to, traces.sources, underWay.day)
  writeSource(to, traces.source, traces.sources)
  writeSource(to, traces.sourceBefore, traces.sources)
  if (traces.sourceBefore !== 0) {
    writeBits(to, traces.address, 16)
    writeVarint(to, traces.aside, 3)
  }
  writeSigned(to, clockSeconds(account) - traces.switchedAt, 7)
  writeHash(to, traces.block)
  writeBits(to, traces.offset + 1, 7)
  writeHash(to, traces.reopened)
  writeVarint(to, traces.inRow, 2)
  writeVarint(to, traces.foreign, 2)
  if (traces.foreign > 0) writeEnds(to, traces)
  writeVarint(to, traces.previousTruckload, 2)
  writeVarint(to, traces.truckDays, 1)
  writeVarint(to, traces.idleDays, 2)
  writeBits(to, traces.awakeSince === 0 ? 0 : 1, 1)
  if (traces.awakeSince !== 0) writeSigned(to, underWay.day - traces.awakeSince, 5)
  writeSparse(to, today, 4)
  writeSparse(to, tickets, 3)
  writeSparse(to, dayScores, 7)
  writeSparse(to, lately, 8)
}

export const readTraces = (from: BitReader, account: Account): void => {
  const { traces, today, tickets, dayScores, lately, underWay } = account
  readSources(from, traces.sources, underWay.day)
  traces.source = readSource(from, traces.sources)
  traces.sourceBefore = readSource(from, traces.sources)
  if (traces.sourceBefore !== 0) {
    traces.address = readBits(from, 16)
    traces.aside = readVarint(from, 3)
  }
  traces.switchedAt = clockSeconds(account) - readSigned(from, 7)
  traces.block = readHash(from)
  traces.offset = readBits(from, 7) - 1
  traces.reopened = readHash(from)
  traces.inRow = readVarint(from, 2)
  traces.foreign = readVarint(from, 2)
  if (traces.foreign > 0) readEnds(from, traces)
  traces.previousTruckload = readVarint(from, 2)
  traces.truckDays = readVarint(from, 1)
  traces.idleDays = readVarint(from, 2)
  if (readBits(from, 1) === 1) traces.awakeSince = underWay.day - readSigned(from, 5)
  readSparse(from, today, 4)
  readSparse(from, tickets, 3)
  readSparse(from, dayScores, 7)
  readSparse(from, lately, 8)
}

/** Writes each place's count and, if it is not 0, the hash of its outlet. */
const writeEnds = (to: BitWriter, { ends, isNeighbour }: Traces): void => {
  for (let at = 0; at < ends.length; at += 2) {
    const count = ends[at + 1] as number
    writeVarint(to, count, 2)
    if (count > 0) writeUint32(to, ends[at] as number)
  }
  writeBits(to, isNeighbour ? 1 : 0, 1)
}

const readEnds = (from: BitReader, traces: Traces): void => {
  const { ends } = traces
  for (let at = 0; at < ends.length; at += 2) {
    ends[at + 1] = readVarint(from, 2)
    if (ends[at + 1] !== 0) ends[at] = readUint32(from)
  }
  traces.isNeighbour = readBits(from, 1) === 1
}

const clockSeconds = ({ windows }: Account): number => Math.floor(windows.nowMs / SECOND_MS)

const PLACE_BITS = 3

const writeSources = (to: BitWriter, sources: Int32Array, day: number): void => {
  let used = 0
  while (used < sources.length && sources[used] !== 0) used += SOURCE_FIELDS
  writeBits(to, used / SOURCE_FIELDS, PLACE_BITS)
  for (let at = 0; at < used; at += SOURCE_FIELDS) {
    const last = sources[at + 2] as number
    writeUint32(to, sources[at] as number)
    writeSigned(to, day - last, 2)
    writeSigned(to, last - (sources[at + 1] as number), 4)
  }
}

const readSources = (from: BitReader, sources: Int32Array, day: number): void => {
  const used = readBits(from, PLACE_BITS) * SOURCE_FIELDS
  if (used > sources.length) throw new RangeError(`has ${used / SOURCE_FIELDS} sources`)
  for (let at = 0; at < used; at += SOURCE_FIELDS) {
    sources[at] = readUint32(from)
    const last = day - readSigned(from, 2)
    sources[at + 2] = last
    sources[at + 1] = last - readSigned(from, 4)
  }
}

/** Stands for a source that has lost its place. */
const ELSEWHERE = 7

/**
 * Writes the source's place among `sources`, from 1 on; 0 for none. A source without a place follows as its
 * hash.
 */
const writeSource = (to: BitWriter, source: number, sources: Int32Array): void => {
  const place = source === 0 ? 0 : placeOf(source, sources)
  writeBits(to, place, PLACE_BITS)
  if (place === ELSEWHERE) writeUint32(to, source)
}

const placeOf = (source: number, sources: Int32Array): number => {
  for (let at = 0; at < sources.length; at += SOURCE_FIELDS)
    if (sources[at] === source) return at / SOURCE_FIELDS + 1
  return ELSEWHERE
}

const readSource = (from: BitReader, sources: Int32Array): number => {
  const place = readBits(from, PLACE_BITS)
  if (place === 0) return 0
  if (place === ELSEWHERE) return readUint32(from) | 0
  return sources[(place - 1) * SOURCE_FIELDS] ?? 0
}

/**
 * Writes the values by eights: whether any is not 0, which ones are not, and those. `group` is that of
 * `writeVarint`.
 */
const writeSparse = (to: BitWriter, values: Int32Array | Uint8Array, group: number): void => {
  for (let first = 0; first < values.length; first += 8) {
    const end = Math.min(first + 8, values.length)
    let mask = 0
    for (let at = first; at < end; at++) if (values[at] !== 0) mask |= 1 << (at - first)
    writeBits(to, mask === 0 ? 0 : 1, 1)
    if (mask === 0) continue
    writeBits(to, mask, 8)
    for (let at = first; at < end; at++) if (values[at] !== 0) writeVarint(to, values[at] as number, group)
  }
}

const readSparse = (from: BitReader, values: Int32Array | Uint8Array, group: number): void => {
  for (let first = 0; first < values.length; first += 8) {
    if (readBits(from, 1) === 0) continue
    const mask = readBits(from, 8)
    for (let at = first; at < first + 8; at++)
      if (mask & (1 << (at - first))) values[at] = readVarint(from, group)
  }
}
