// Moves an account's clock forward: bins that leave one window become bins of the next, or join those.
// `as number` stands where an index is in bounds by construction.
import { binAt, LAST_DAY, LAST_HOUR, leavesMs, levelAt, LEVELS } from './levels.ts'
import { METRICS } from './metrics.ts'
import {
  addCount,
  addKept,
  copyRow,
  enterLevel,
  KINDS,
  leaveLevel,
  rowBin,
  rowCount,
  rowKept,
  rowLevel,
  rowStartMs,
  rowThreshold,
  setRowThreshold,
  type Windows,
} from './windows.ts'

/** What an `advance` did to the rows. Apply it to the tokens with `followRows` of follow-rows.ts. */
export type Moved = {
  /** [kind] number of tokens in rows that left the longest window: the first codes. */
  readonly gone: number[]
  /** [kind] number of tokens that have left the last hour: the newest outside it. */
  readonly aged: number[]
  /** Rows that others were merged into, ascending. */
  readonly joined: number[]
  /** Some merged rows had different sampling rates. */
  isMixed: boolean
  /**
   * Rows have come into the last day or the last week. There tokens are narrow, and a bound of their own
   * applies.
   */
  isAged: boolean
  /** Rows have come into the last week. */
  isDayOld: boolean
}

const perKind = (): number[] => Array.from({ length: KINDS }, () => 0)

export const createMoved = (): Moved => ({
  gone: perKind(),
  aged: perKind(),
  joined: [],
  isMixed: false,
  isAged: false,
  isDayOld: false,
})

/**
 * Moves the account's clock forward. O(1) amortised: a bin changes level at most five times. Returns whether
 * rows were moved.
 */
export const advance = (windows: Windows, timeMs: number, moved: Moved): boolean => {
  if (timeMs <= windows.nowMs) return false
  windows.nowMs = timeMs
  if (timeMs < windows.nextMoveMs) return false
  moved.gone.fill(0)
  moved.aged.fill(0)
  moved.joined.length = 0
  moved.isMixed = false
  moved.isAged = false
  moved.isDayOld = false
  windows.nextMoveMs = Infinity
  let kept = 0
  for (let row = 0; row < windows.rows; row++) kept = moveRow(windows, row, kept, moved)
  windows.rows = kept
  return true
}

/** Brings one row to its place among the `kept` first rows; returns how many rows are kept now. */
const moveRow = (windows: Windows, row: number, kept: number, moved: Moved): number => {
  const before = rowLevel(windows, row)
  if (leavesMs(before, rowBin(windows, row)) <= windows.nowMs) {
    const startMs = rowStartMs(windows, row)
    const level = levelAt(startMs, windows.nowMs)
    noteLevel(windows, row, level, moved)
    leaveLevel(windows, row)
    if (level === LEVELS) return kept
    const bin = binAt(level, startMs)
    const last = kept - 1
    if (last >= 0 && rowLevel(windows, last) === level && rowBin(windows, last) === bin) {
      joinRows(windows, last, row, moved)
      return kept
    }
    enterLevel(windows, row, level, bin)
  }
  if (row !== kept) copyRow(windows, kept, row)
  windows.nextMoveMs = Math.min(windows.nextMoveMs, leavesMs(rowLevel(windows, kept), rowBin(windows, kept)))
  return kept + 1
}

/** Notes to which level a row is about to move, before it leaves its own. */
const noteLevel = (windows: Windows, row: number, level: number, moved: Moved): void => {
  if (level === LEVELS) addKeptTo(moved.gone, windows, row)
  if (level <= LAST_HOUR || level === LEVELS) return
  moved.isAged = true
  if (level > LAST_DAY) moved.isDayOld = true
  if (rowLevel(windows, row) <= LAST_HOUR) addKeptTo(moved.aged, windows, row)
}

const addKeptTo = (sums: number[], windows: Windows, row: number): void => {
  for (let kind = 0; kind < KINDS; kind++) sums[kind] = (sums[kind] as number) + rowKept(windows, row, kind)
}

/** Adds row `from`, which has left its level, to row `into`. */
const joinRows = (windows: Windows, into: number, from: number, moved: Moved): void => {
  if (moved.joined.at(-1) !== into) moved.joined.push(into)
  for (let metric = 0; metric < METRICS; metric++)
    addCount(windows, into, metric, rowCount(windows, from, metric))
  for (let kind = 0; kind < KINDS; kind++) {
    addKept(windows, into, kind, rowKept(windows, from, kind))
    const threshold = Math.max(rowThreshold(windows, into, kind), rowThreshold(windows, from, kind))
    if (rowThreshold(windows, into, kind) !== rowThreshold(windows, from, kind)) moved.isMixed = true
    setRowThreshold(windows, into, kind, threshold)
  }
}
