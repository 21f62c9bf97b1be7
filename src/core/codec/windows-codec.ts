// Hot code. `as number` stands where an index is in bounds by construction.
import { codesOf, makeRoomForKept } from '../windows/codes.ts'
import { binAt, LAST_DAY, LAST_HOUR, LEVELS, levels } from '../windows/levels.ts'
import { METRIC, METRICS } from '../windows/metrics.ts'
import {
  addCount,
  addKept,
  insertRow,
  KINDS,
  LISTED,
  rowBin,
  rowCount,
  rowKept,
  rowLevel,
  rowThreshold,
  setRowThreshold,
  type Windows,
} from '../windows/windows.ts'
import {
  foldSign,
  MOST_BITS,
  readBits,
  readCount,
  readVarint,
  unfoldSign,
  writeBits,
  writeCount,
  writeVarint,
  type BitReader,
  type BitWriter,
} from './bits.ts'
import { createTokenRun, readTokens, writeTokens } from './tokens-codec.ts'

/** [level] How many bins of the level can be live at once, one for each age. */
const AGES = levels.map(({ windowMs, binMs }) => windowMs / binMs + 1)

// Bits of the state's flags. Rows of the last day are sampled only if there are many tokens, earlier ones in
// most states.
const NARROW = 1
const DAY_SAMPLED = 2
const WEEK_SAMPLED = 4
const HAS_LISTED = 8
const FLAGS = 4

/** `usual` of `writeCount` for the counts of a row: bits that most of them fit, for the shortest code. */
const USUAL = { lookUps: 3, records: 1, kept: [3, 0, 3], threshold: 1 } as const

export type Bins = {
  readonly nowMs: number
  readonly flags: number
  /** [level] a bit for every bin, the lowest for the newest */
  readonly live: readonly number[]
  readonly rows: number
}

/** Writes the clock, flags, which bins are live, the rows from the oldest, then the tokens of each kind. */
export const writeWindows = (to: BitWriter, windows: Windows): void => {
  writeVarint(to, windows.nowMs, 7)
  const flags = flagsOf(windows)
  writeBits(to, flags, FLAGS)
  writeBins(to, windows)
  for (let row = 0; row < windows.rows; row++) writeRow(to, windows, row, flags)
  for (let kind = 0; kind < KINDS; kind++) {
    const { values } = codesOf(windows, kind)
    startRuns()
    for (let row = 0; row < windows.rows; row++) if (nextRun(windows, row, kind)) writeTokens(to, values, run)
  }
}

/** Reads the clock, flags and live bins; `readWindows` fills in the bins. */
export const readBins = (from: BitReader): Bins => {
  const nowMs = readVarint(from, 7)
  const flags = readBits(from, FLAGS)
  const live = [0, 0, 0, 0, 0]
  let rows = 0
  for (let level = LEVELS - 1; level >= 0; level--) {
    live[level] = readBits(from, AGES[level] as number)
    rows += ones(live[level] as number)
  }
  return { nowMs, flags, live, rows }
}

/** `windows` must be new. */
export const readWindows = (from: BitReader, bins: Bins, windows: Windows): void => {
  insertRows(windows, bins)
  for (let row = 0; row < windows.rows; row++) readRow(from, windows, row, bins.flags)
  windows.isNarrow = (bins.flags & NARROW) !== 0
  makeRoomForKept(windows, from.end)
  for (let kind = 0; kind < KINDS; kind++) {
    const { values } = codesOf(windows, kind)
    startRuns()
    for (let row = 0; row < windows.rows; row++)
      if (nextRun(windows, row, kind)) readTokens(from, values, run)
  }
}

// One for all calls: coding is synchronous.
const run = createTokenRun()

const startRuns = (): void => {
  run.first = 0
  run.count = 0
}

/** Moves `run` on to the tokens of a row, and returns whether there are any. */
const nextRun = (windows: Windows, row: number, kind: number): boolean => {
  run.first += run.count
  run.count = rowKept(windows, row, kind)
  run.threshold = rowThreshold(windows, row, kind)
  run.isWide = !windows.isNarrow && rowLevel(windows, row) <= LAST_HOUR
  return run.count > 0
}

const flagsOf = (windows: Windows): number => {
  let flags = (windows.isNarrow ? NARROW : 0) | (windows.codes[LISTED].size > 0 ? HAS_LISTED : 0)
  for (let row = 0; row < windows.rows; row++) {
    for (let kind = 0; kind < KINDS; kind++) {
      if (rowThreshold(windows, row, kind) === 0) continue
      flags |= sampledFlag(windows, row) | (kind === LISTED ? HAS_LISTED : 0)
    }
  }
  return flags
}

const sampledFlag = (windows: Windows, row: number): number =>
  rowLevel(windows, row) > LAST_DAY ? WEEK_SAMPLED : DAY_SAMPLED

/** How many kinds a row is written with. Most accounts list nothing, so their rows leave out `LISTED`. */
const kindsIn = (flags: number): number => ((flags & HAS_LISTED) === 0 ? LISTED : KINDS)

/** Writes a bit for every bin that can be live, from the oldest level on; the lowest is the newest bin. */
const writeBins = (to: BitWriter, windows: Windows): void => {
  let row = 0
  for (let level = LEVELS - 1; level >= 0; level--) {
    const newest = binAt(level, windows.nowMs)
    let live = 0
    for (; row < windows.rows && rowLevel(windows, row) === level; row++)
      live |= 1 << (newest - rowBin(windows, row))
    writeBits(to, live, AGES[level] as number)
  }
}

const insertRows = (windows: Windows, { nowMs, live }: Bins): void => {
  windows.nowMs = nowMs
  for (let level = LEVELS - 1; level >= 0; level--) {
    const newest = binAt(level, nowMs)
    for (let age = (AGES[level] as number) - 1; age >= 0; age--) {
      if ((live[level] as number) & (1 << age)) insertRow(windows, windows.rows, level, newest - age)
    }
  }
}

const ones = (bits: number): number => {
  let count = 0
  for (let left = bits; left !== 0; left &= left - 1) count++
  return count
}

/**
 * Writes look-ups, records less look-ups, the other metrics, then the tokens kept of each kind and, if
 * sampled, at which threshold.
 */
const writeRow = (to: BitWriter, windows: Windows, row: number, flags: number): void => {
  const lookUps = rowCount(windows, row, METRIC.lookUps)
  const more = rowCount(windows, row, METRIC.records) - lookUps
  writeCount(to, lookUps, USUAL.lookUps)
  writeCount(to, foldSign(more), USUAL.records)
  writeRare(to, windows, row)
  const kinds = kindsIn(flags)
  const isSampled = (flags & sampledFlag(windows, row)) !== 0
  for (let kind = 0; kind < kinds; kind++) {
    writeCount(to, rowKept(windows, row, kind), USUAL.kept[kind] as number)
    if (isSampled) writeCount(to, rowThreshold(windows, row, kind), USUAL.threshold)
  }
}

/** Writes the metrics that are most often 0, each in the code of `writeCount`, several at once. */
const writeRare = (to: BitWriter, windows: Windows, row: number): void => {
  let held = 0
  let holds = 0
  for (let metric = METRIC.records + 1; metric < METRICS; metric++) {
    const count = rowCount(windows, row, metric)
    const bits = 63 - 2 * Math.clz32(count + 1)
    if (holds + bits > MOST_BITS) {
      writeBits(to, held, holds)
      held = 0
      holds = 0
    }
    if (bits > MOST_BITS) {
      writeCount(to, count, 0)
      continue
    }
    held = (held << bits) | (count + 1)
    holds += bits
  }
  writeBits(to, held, holds)
}

const readRow = (from: BitReader, windows: Windows, row: number, flags: number): void => {
  const lookUps = readCount(from, USUAL.lookUps)
  const records = lookUps + unfoldSign(readCount(from, USUAL.records))
  if (records < 0) throw new RangeError(`has ${records} records`)
  addCount(windows, row, METRIC.lookUps, lookUps)
  addCount(windows, row, METRIC.records, records)
  for (let metric = METRIC.records + 1; metric < METRICS; metric++)
    addCount(windows, row, metric, readCount(from, 0))
  const kinds = kindsIn(flags)
  const isSampled = (flags & sampledFlag(windows, row)) !== 0
  for (let kind = 0; kind < kinds; kind++) {
    addKept(windows, row, kind, readCount(from, USUAL.kept[kind] as number))
    if (isSampled) setRowThreshold(windows, row, kind, readThreshold(from))
  }
}

const readThreshold = (from: BitReader): number => {
  const threshold = readCount(from, USUAL.threshold)
  if (threshold > 255) throw new RangeError(`has no threshold ${threshold}`)
  return threshold
}
