// Hot code. `as number` stands where an index is in bounds by construction.
import { LATELY, type Account } from './account.ts'
import {
  readByte,
  readUint32,
  readVarint,
  writeByte,
  writeUint32,
  writeVarint,
  type Reader,
  type Writer,
} from './bytes.ts'
import { SOURCE } from './traces.ts'

/** Traces, then today's habits and scores: each list as masks of what is not 0, and those. */
export const writeTraces = (to: Writer, { traces, today, dayScores, lately }: Account): void => {
  writeSources(to, traces.sources)
  writeUint32(to, traces.source)
  writeUint32(to, traces.sourceBefore)
  writeVarint(to, traces.switchedAt)
  writeUint32(to, traces.block)
  writeByte(to, traces.offset + 1)
  writeVarint(to, traces.inRow)
  writeVarint(to, traces.foreign)
  writeVarint(to, traces.vote)
  writeByte(to, traces.previousVote)
  writeUint32(to, traces.outlet)
  writeVarint(to, traces.idleDays)
  writeVarint(to, traces.awakeSince)
  writeSparse(to, today)
  writeSparse(to, dayScores)
  for (let measure = 0; measure < LATELY; measure++) writeByte(to, lately[measure] as number)
}

export const readTraces = (from: Reader, { traces, today, dayScores, lately }: Account): void => {
  readSources(from, traces.sources)
  traces.source = readUint32(from) | 0
  traces.sourceBefore = readUint32(from) | 0
  traces.switchedAt = readVarint(from)
  traces.block = readUint32(from) | 0
  traces.offset = readByte(from) - 1
  traces.inRow = readVarint(from)
  traces.foreign = readVarint(from)
  traces.vote = readVarint(from)
  traces.previousVote = readByte(from)
  traces.outlet = readUint32(from) | 0
  traces.idleDays = readVarint(from)
  traces.awakeSince = readVarint(from)
  readSparse(from, today)
  readSparse(from, dayScores)
  for (let measure = 0; measure < LATELY; measure++) lately[measure] = readByte(from)
}

const writeSources = (to: Writer, sources: Int32Array): void => {
  let used = 0
  while (used < sources.length && sources[used] !== 0) used += SOURCE
  writeByte(to, used / SOURCE)
  for (let at = 0; at < used; at += SOURCE) {
    writeUint32(to, sources[at] as number)
    writeVarint(to, sources[at + 1] as number)
    writeVarint(to, (sources[at + 2] as number) - (sources[at + 1] as number))
  }
}

const readSources = (from: Reader, sources: Int32Array): void => {
  const used = readByte(from) * SOURCE
  for (let at = 0; at < used; at += SOURCE) {
    sources[at] = readUint32(from)
    const first = readVarint(from)
    sources[at + 1] = first
    sources[at + 2] = first + readVarint(from)
  }
}

const writeSparse = (to: Writer, values: Int32Array | Uint8Array): void => {
  for (let first = 0; first < values.length; first += 8) {
    const maskAt = to.length++
    let mask = 0
    for (let at = first; at < Math.min(first + 8, values.length); at++) {
      const value = values[at] as number
      if (value === 0) continue
      mask |= 1 << (at - first)
      writeVarint(to, value)
    }
    to.bytes[maskAt] = mask
  }
}

const readSparse = (from: Reader, values: Int32Array | Uint8Array): void => {
  for (let first = 0; first < values.length; first += 8) {
    const mask = readByte(from)
    for (let at = first; at < first + 8; at++) if (mask & (1 << (at - first))) values[at] = readVarint(from)
  }
}
