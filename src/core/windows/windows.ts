// The sliding counts of one account: how they lie in memory, and all that reads or writes cells there.
// row-at.ts finds the row of a time, advance.ts moves the clock on, fullest-around.ts says what a late look-up
// adds to, and distinct.ts counts waybills.
//
// Hot state: arrays here are written in place.
// `as number` stands where an index is in bounds by construction.
import { binStartMs, leavesMs, LEVELS } from './levels.ts'
import { MAX_COUNT, METRICS } from './metrics.ts'

/**
 * Kinds of tokens (distinct.ts):
 * - OWN: waybills of the own outlet, or of unknown reach
 * - FOREIGN: foreign ones
 * - LISTED: such as OWN, but only shown in lists so far, so that opening one is not reopening it
 */
export const OWN = 0
export const FOREIGN = 1
export const LISTED = 2
export const KINDS = 3

// A row is one live bin; totals are the same sums per level.
const SUMS = METRICS + KINDS
const BIN = SUMS
const LEVEL = SUMS + 1
const THRESHOLD = SUMS + 2
const ROW = SUMS + 2 + KINDS
const ROWS = LEVELS * SUMS
/** Bins that a new account has room for. */
export const FEW_ROWS = 4

/** Token codes of one kind, in the order of the rows they belong to, and ascending in each (distinct.ts). */
export type Codes = { size: number; values: Uint32Array }

/**
 * Sliding counts of one account, in event time, as a list of bins from the oldest to the newest.
 *
 * Window W holds everything of the last W, and nothing older than W plus one bin of its level: 1 min + 20 s,
 * 10 min + 1 min, 1 h + 10 min, 24 h + 3 h, 7 d + 1 d. It never holds less than the exact window, so a limit
 * on it cannot be passed by pacing. Levels are disjoint: a bin that leaves one window becomes, or joins, a
 * bin of the next (advance.ts). At most 36 bins are live at once.
 */
export type Windows = {
  /** The latest event time seen, epoch milliseconds; -1 before the first. */
  nowMs: number
  /** No bin leaves its window before this time. */
  nextMoveMs: number
  /** Live bins. */
  rows: number
  /**
   * [level][sum] totals, then [row][column]: one sum per metric, the tokens kept of each kind, the bin's
   * number and level, the sampling threshold of each kind. One array, because an array is a cache miss.
   */
  cells: Int32Array
  /** [kind] */
  readonly codes: readonly [Codes, Codes, Codes]
  /** The last hour has held too many tokens to keep them exactly (narrow.ts). */
  isNarrow: boolean
}

const NO_CODES = new Uint32Array(0)
const noCodes = (): Codes => ({ size: 0, values: NO_CODES })

/** Number of cells that `rows` bins take. */
export const cellsFor = (rows: number): number => at(rows)

/** `cells`: zeroed room for the first bins. */
export const createWindows = (cells = new Int32Array(cellsFor(FEW_ROWS))): Windows => ({
  nowMs: -1,
  nextMoveMs: Infinity,
  rows: 0,
  cells,
  codes: [noCodes(), noCodes(), noCodes()],
  isNarrow: false,
})

const at = (row: number): number => ROWS + row * ROW

/** Where the cells in use end. */
export const lastCell = ({ rows }: Windows): number => at(rows)

export const rowLevel = (windows: Windows, row: number): number => windows.cells[at(row) + LEVEL] as number
export const rowBin = (windows: Windows, row: number): number => windows.cells[at(row) + BIN] as number

/** `sum` is a metric, or METRICS plus a kind. */
export const rowCount = (windows: Windows, row: number, sum: number): number =>
  windows.cells[at(row) + sum] as number

/** Number of tokens that the row keeps of a kind. */
export const rowKept = (windows: Windows, row: number, kind: number): number =>
  windows.cells[at(row) + METRICS + kind] as number
export const rowThreshold = (windows: Windows, row: number, kind: number): number =>
  windows.cells[at(row) + THRESHOLD + kind] as number
export const setRowThreshold = (windows: Windows, row: number, kind: number, threshold: number): void => {
  windows.cells[at(row) + THRESHOLD + kind] = threshold
}

/** When the row's bin began, epoch milliseconds. */
export const rowStartMs = (windows: Windows, row: number): number =>
  binStartMs(rowLevel(windows, row), rowBin(windows, row))

/** The metric's sum over the window. */
export const countIn = ({ cells }: Windows, metric: number, window: number): number => {
  let sum = 0
  for (let level = 0; level <= window; level++) sum += cells[level * SUMS + metric] as number
  return sum
}

/** Number of tokens kept of a kind in one level. */
export const keptInLevel = ({ cells }: Windows, level: number, kind: number): number =>
  cells[level * SUMS + METRICS + kind] as number

/** Adds to one sum of a row and of its level. `sum` is a metric, or METRICS plus a kind. */
const add = ({ cells }: Windows, row: number, sum: number, change: number): void => {
  const total = (cells[at(row) + LEVEL] as number) * SUMS + sum
  cells[at(row) + sum] = (cells[at(row) + sum] as number) + change
  cells[total] = (cells[total] as number) + change
}

export const addKept = (windows: Windows, row: number, kind: number, change: number): void =>
  add(windows, row, METRICS + kind, change)

/** Adds to one metric of a row, up to where its level saturates. */
export const addCount = (windows: Windows, row: number, metric: number, count: number): void => {
  const most = (MAX_COUNT[rowLevel(windows, row)] as readonly number[])[metric] as number
  const before = rowCount(windows, row, metric)
  add(windows, row, metric, Math.min(count, most - before))
}

/** Puts an empty row before row `row`. */
export const insertRow = (windows: Windows, row: number, level: number, bin: number): number => {
  makeRoom(windows)
  const { cells } = windows
  // Loops: for so few numbers `copyWithin` and `fill` cost more to call than to run.
  for (let cell = at(windows.rows) - 1; cell >= at(row); cell--) cells[cell + ROW] = cells[cell] as number
  for (let cell = at(row); cell < at(row + 1); cell++) cells[cell] = 0
  cells[at(row) + LEVEL] = level
  cells[at(row) + BIN] = bin
  windows.rows++
  windows.nextMoveMs = Math.min(windows.nextMoveMs, leavesMs(level, bin))
  return row
}

const makeRoom = (windows: Windows): void => {
  if (at(windows.rows + 1) <= windows.cells.length) return
  const cells = new Int32Array(at(windows.rows * 2))
  cells.set(windows.cells)
  windows.cells = cells
}

/** Takes a row's sums off the totals of its level. */
export const leaveLevel = (windows: Windows, row: number): void =>
  changeTotals(windows, row, rowLevel(windows, row), -1)

/** Makes a row that has left its level a bin of another, where some counts saturate earlier. */
export const enterLevel = (windows: Windows, row: number, level: number, bin: number): void => {
  const { cells } = windows
  cells[at(row) + LEVEL] = level
  cells[at(row) + BIN] = bin
  const most = MAX_COUNT[level] as readonly number[]
  for (let metric = 0; metric < METRICS; metric++)
    cells[at(row) + metric] = Math.min(cells[at(row) + metric] as number, most[metric] as number)
  changeTotals(windows, row, level, 1)
}

const changeTotals = ({ cells }: Windows, row: number, level: number, sign: 1 | -1): void => {
  for (let sum = 0; sum < SUMS; sum++) {
    const total = level * SUMS + sum
    cells[total] = (cells[total] as number) + sign * (cells[at(row) + sum] as number)
  }
}

export const copyRow = ({ cells }: Windows, to: number, from: number): void => {
  for (let cell = 0; cell < ROW; cell++) cells[at(to) + cell] = cells[at(from) + cell] as number
}
