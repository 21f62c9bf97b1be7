// Hot code. `as number` stands where an index is in bounds by construction.
import {
  readByte,
  readUint16,
  readUint32,
  readVarint,
  writeByte,
  writeUint16,
  writeUint32,
  writeVarint,
  type Reader,
  type Writer,
} from './bytes.ts'
import { narrowTokens, resizeCodes } from './distinct.ts'
import {
  addCount,
  addKept,
  insertRow,
  KINDS,
  LEVELS,
  levels,
  METRICS,
  rowBin,
  rowCount,
  rowKept,
  rowLevel,
  rowThreshold,
  setRowThreshold,
  type Codes,
  type Windows,
} from './windows.ts'

const BIN_MS = levels.map((level) => level.binMs)

// Bits of the state's flags, and of a row's mask behind those of its metrics.
const NARROW = 1
const SAMPLED = 2
const HAS_TOKENS = 1 << METRICS

/** Clock, flags, number of rows, the rows from the oldest, then the tokens of each kind. */
export const writeWindows = (to: Writer, windows: Windows): void => {
  const isSampled = hasThresholds(windows)
  writeVarint(to, windows.nowMs)
  writeByte(to, (windows.isNarrow ? NARROW : 0) | (isSampled ? SAMPLED : 0))
  writeByte(to, windows.rows)
  for (let row = 0; row < windows.rows; row++) writeRow(to, windows, row, isSampled)
  for (let kind = 0; kind < KINDS; kind++) {
    writeCodes(to, windows.codes[kind] as Codes, narrowTokens(windows, kind))
  }
}

export const readWindows = (from: Reader, windows: Windows): void => {
  windows.nowMs = readVarint(from)
  const flags = readByte(from)
  const rows = readByte(from)
  for (let row = 0; row < rows; row++) readRow(from, windows, row, (flags & SAMPLED) !== 0)
  windows.isNarrow = (flags & NARROW) !== 0
  for (let kind = 0; kind < KINDS; kind++) {
    const codes = windows.codes[kind] as Codes
    const kept = keptOf(windows, kind)
    if (kept > from.bytes.length) throw new RangeError(`has no room for ${kept} tokens`)
    resizeCodes(codes, kept)
    readCodes(from, codes, narrowTokens(windows, kind))
  }
}

const hasThresholds = (windows: Windows): boolean => {
  for (let row = 0; row < windows.rows; row++) {
    if (rowThreshold(windows, row, 0) !== 0 || rowThreshold(windows, row, 1) !== 0) return true
  }
  return false
}

const keptOf = (windows: Windows, kind: number): number => {
  let sum = 0
  for (let row = 0; row < windows.rows; row++) sum += rowKept(windows, row, kind)
  return sum
}

const binsAgo = (windows: Windows, level: number, bin: number): number =>
  Math.floor(windows.nowMs / (BIN_MS[level] as number)) - bin

/** Level and age in one byte, a mask, one varint per metric in it, then kept and threshold of each kind. */
const writeRow = (to: Writer, windows: Windows, row: number, isSampled: boolean): void => {
  const level = rowLevel(windows, row)
  writeByte(to, (level << 4) | binsAgo(windows, level, rowBin(windows, row)))
  const maskAt = to.length++
  let mask = 0
  for (let metric = 0; metric < METRICS; metric++) {
    const count = rowCount(windows, row, metric)
    if (count === 0) continue
    mask |= 1 << metric
    writeVarint(to, count)
  }
  if (isSampled || rowKept(windows, row, 0) + rowKept(windows, row, 1) > 0) {
    mask |= HAS_TOKENS
    for (let kind = 0; kind < KINDS; kind++) {
      writeVarint(to, rowKept(windows, row, kind))
      if (isSampled) writeByte(to, rowThreshold(windows, row, kind))
    }
  }
  to.bytes[maskAt] = mask
}

const readRow = (from: Reader, windows: Windows, row: number, isSampled: boolean): void => {
  const head = readByte(from)
  const level = head >> 4
  if (level >= LEVELS) throw new RangeError(`has no level ${level}`)
  insertRow(windows, row, level, binsAgo(windows, level, head & 15))
  const mask = readByte(from)
  for (let metric = 0; metric < METRICS; metric++) {
    if (mask & (1 << metric)) addCount(windows, row, metric, readVarint(from))
  }
  if ((mask & HAS_TOKENS) === 0) return
  for (let kind = 0; kind < KINDS; kind++) {
    addKept(windows, row, kind, readVarint(from))
    if (isSampled) setRowThreshold(windows, row, kind, readByte(from))
  }
}

/** 20 bits a narrow code, and they come first: 16 after the leading one, and the zeros before it, two to a byte. */
const writeCodes = (to: Writer, { values, size }: Codes, narrowCodes: number): void => {
  for (let index = 0; index < narrowCodes; index++) {
    const code = values[index] as number
    const zeros = Math.clz32(code)
    writeUint16(to, zeros >= 15 ? code : (code >>> (15 - zeros)) & 0xffff)
  }
  for (let index = 0; index < narrowCodes; index += 2) {
    const second = index + 1 < narrowCodes ? zerosOf(values[index + 1] as number) : 0
    writeByte(to, (zerosOf(values[index] as number) << 4) | second)
  }
  for (let index = narrowCodes; index < size; index++) writeUint32(to, values[index] as number)
}

const zerosOf = (code: number): number => Math.min(15, Math.clz32(code))

const readCodes = (from: Reader, { values, size }: Codes, narrowCodes: number): void => {
  for (let index = 0; index < narrowCodes; index++) values[index] = readUint16(from)
  for (let index = 0; index < narrowCodes; index++) {
    const pair = from.bytes[from.at + (index >> 1)] as number
    const zeros = index % 2 === 0 ? pair >> 4 : pair & 15
    if (zeros < 15) values[index] = ((0x10000 | (values[index] as number)) << (15 - zeros)) >>> 0
  }
  from.at += (narrowCodes + 1) >> 1
  for (let index = narrowCodes; index < size; index++) values[index] = readUint32(from)
}
