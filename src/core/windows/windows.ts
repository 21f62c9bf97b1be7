// Hot state: arrays here are written in place.
// `as number` stands where an index is in bounds by construction.
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../contract/time-units.ts'
import { indexOf } from '../index-of.ts'

export const windowNames = ['PT1M', 'PT10M', 'PT1H', 'PT24H', 'P7D'] as const
export type WindowName = (typeof windowNames)[number]

export const metrics = ['lookUps', 'records', 'unexplained', 'notFound', 'denied', 'exports'] as const
export type Metric = (typeof metrics)[number]
export const METRICS = metrics.length

/** A longer window has a higher index. */
export const WINDOW = indexOf(windowNames)
export const METRIC = indexOf(metrics)

/** A level keeps the stretch between the previous window's end and its own, in bins of `binMs`. */
type Level = { readonly windowMs: number; readonly binMs: number }

export const levels: readonly Level[] = [
  { windowMs: MINUTE_MS, binMs: 20 * SECOND_MS },
  { windowMs: 10 * MINUTE_MS, binMs: MINUTE_MS },
  { windowMs: HOUR_MS, binMs: 10 * MINUTE_MS },
  { windowMs: 24 * HOUR_MS, binMs: 3 * HOUR_MS },
  { windowMs: 7 * DAY_MS, binMs: DAY_MS },
]
export const LEVELS = levels.length
/** The last level of the window PT1H. */
export const LAST_HOUR = 2
/** The last level of the window PT24H. */
export const LAST_DAY = 3
/** Length of the longest window. A look-up that comes later than this is not counted. */
export const LONGEST_WINDOW_MS = 7 * DAY_MS

/** How far back a window can reach: its oldest bin may begin before the window does. */
export const REACH_MS = Object.fromEntries(
  levels.map(({ windowMs, binMs }, at) => [windowNames[at], windowMs + binMs]),
) as Record<WindowName, number>

// Flat copies, because an array of objects costs a load per step in the hottest loop of the program.
const WINDOW_MS = levels.map((each) => each.windowMs)
const BIN_MS = levels.map((each) => each.binMs)

/**
 * [level][metric] Where a bin saturates, so that its encoding is bounded: records above `highestLimit`, the
 * highest that a policy may allow (contract/policy.ts). Within the last hour, numbers not found or denied go
 * as far as records, because number-guessing.ts compares the two.
 */
const MAX_COUNT = levels.map((_, at) => {
  const [most, missed, exports] = [2_097_151, at <= LAST_HOUR ? 2_097_151 : 16_383, at < 2 ? 127 : 16_383]
  return [most, most, most, missed, missed, exports]
})

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
 * bin of the next. At most 36 bins are live at once.
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
  /** The last hour has held too many tokens to keep them exactly (distinct.ts). */
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
export const rowCount = (windows: Windows, row: number, metric: number): number =>
  windows.cells[at(row) + metric] as number

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
  rowBin(windows, row) * (BIN_MS[rowLevel(windows, row)] as number)

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

/** The metric's sum over the window. */
export const countIn = ({ cells }: Windows, metric: number, window: number): number => {
  let sum = 0
  for (let level = 0; level <= window; level++) sum += cells[level * SUMS + metric] as number
  return sum
}

/**
 * Start of the window's first bin in which `sum` is above 0, epoch milliseconds; now if there is none. `sum`:
 * a metric, or METRICS plus a kind.
 */
export const firstIn = (windows: Windows, sum: number, window: number): number => {
  for (let row = 0; row < windows.rows; row++) {
    if (rowLevel(windows, row) <= window && (windows.cells[at(row) + sum] as number) > 0)
      return rowStartMs(windows, row)
  }
  return windows.nowMs
}

/**
 * Upper bound of the metric's sum over every stretch that is as long as the window and holds `timeMs`, within
 * the last seven days. A late look-up also adds to windows that ended before now. If `timeMs` is now, it is
 * `countIn`.
 */
export const mostAround = (windows: Windows, metric: number, window: number, timeMs: number): number =>
  timeMs >= windows.nowMs
    ? countIn(windows, metric, window)
    : fullestAround(windows, metric, window, timeMs).count

/** A metric's sum over a stretch of event time, from the beginning of a bin to the end of one, or to now. */
export type Stretch = { readonly count: number; readonly fromMs: number; readonly toMs: number }

/**
 * The stretch whose sum `mostAround` returns. It can be longer than the window by a bin at either end; the
 * sum is that of the whole stretch.
 */
export const fullestAround = (windows: Windows, metric: number, window: number, timeMs: number): Stretch => {
  const { nowMs } = windows
  let fullest: Stretch = {
    count: countIn(windows, metric, window),
    fromMs: firstIn(windows, metric, window),
    toMs: nowMs,
  }
  if (timeMs >= nowMs) return fullest
  const windowMs = WINDOW_MS[window] as number
  const tryUntil = (endMs: number) => {
    const stretch = stretchTouching(windows, metric, endMs - windowMs, endMs)
    if (stretch.count > fullest.count) fullest = stretch
  }
  // The sum over the rows that a stretch touches is largest if it ends where a bin begins, or at its earliest
  // end, `timeMs`.
  tryUntil(timeMs)
  for (let row = 0; row < windows.rows; row++) {
    const endMs = rowStartMs(windows, row)
    if (endMs > timeMs && endMs < timeMs + windowMs) tryUntil(endMs)
  }
  return fullest
}

/**
 * The stretch from the first to the last row that hold any of the metric, among the rows that may hold times
 * after `fromMs` and up to `toMs`.
 */
const stretchTouching = (windows: Windows, metric: number, fromMs: number, toMs: number): Stretch => {
  const touched = { count: 0, fromMs: toMs, toMs }
  for (let row = 0; row < windows.rows; row++) {
    const count = rowCount(windows, row, metric)
    if (count === 0 || rowEndMs(windows, row) <= fromMs || rowStartMs(windows, row) > toMs) continue
    if (touched.count === 0) touched.fromMs = rowStartMs(windows, row)
    touched.count += count
    touched.toMs = Math.min(rowEndMs(windows, row), windows.nowMs)
  }
  return touched
}

/**
 * Where the times in a row end: with its bin, or earlier if finer bins of the level before still hold the
 * rest.
 */
const rowEndMs = (windows: Windows, row: number): number => {
  const level = rowLevel(windows, row)
  const endMs = rowStartMs(windows, row) + (BIN_MS[level] as number)
  if (level === 0) return endMs
  const binMs = BIN_MS[level - 1] as number
  return Math.min(endMs, Math.floor((windows.nowMs - (WINDOW_MS[level - 1] as number)) / binMs) * binMs)
}

/** Number of tokens kept of a kind in one level. */
export const keptInLevel = ({ cells }: Windows, level: number, kind: number): number =>
  cells[level * SUMS + METRICS + kind] as number

/**
 * The level whose stretch holds `timeMs` when the account's clock is at `nowMs`; LEVELS when it is too old.
 */
const levelAt = (timeMs: number, nowMs: number): number => {
  for (let level = 0; level < LEVELS; level++) {
    const binMs = BIN_MS[level] as number
    if ((Math.floor(timeMs / binMs) + 1) * binMs > nowMs - (WINDOW_MS[level] as number)) return level
  }
  return LEVELS
}

/**
 * The row that holds `timeMs`, inserted if there is none. `timeMs` must lie in the longest window, and not
 * after `nowMs`.
 */
export const rowAt = (windows: Windows, timeMs: number): number => {
  const level = levelAt(timeMs, windows.nowMs)
  const bin = Math.floor(timeMs / (BIN_MS[level] as number))
  let row = windows.rows - 1
  for (; row >= 0; row--) {
    const other = rowLevel(windows, row)
    if (other === level && rowBin(windows, row) === bin) return row
    if (other > level || (other === level && rowBin(windows, row) < bin)) break
  }
  return insertRow(windows, row + 1, level, bin)
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

/** When a bin leaves its level. */
const leavesMs = (level: number, bin: number): number =>
  (bin + 1) * (BIN_MS[level] as number) + (WINDOW_MS[level] as number)

/** What an `advance` did to the rows. Apply it to the tokens with `followRows` of distinct.ts. */
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
  const { cells, nowMs } = windows
  const before = rowLevel(windows, row)
  const isStaying = leavesMs(before, rowBin(windows, row)) > nowMs
  const startMs = rowStartMs(windows, row)
  const level = isStaying ? before : levelAt(startMs, nowMs)
  if (level !== before) {
    changeTotals(windows, row, before, -1)
    if (level === LEVELS) {
      addKeptTo(moved.gone, windows, row)
      return kept
    }
    if (level > LAST_HOUR) {
      moved.isAged = true
      if (level > LAST_DAY) moved.isDayOld = true
      if (before <= LAST_HOUR) addKeptTo(moved.aged, windows, row)
    }
    cells[at(row) + LEVEL] = level
    cells[at(row) + BIN] = Math.floor(startMs / (BIN_MS[level] as number))
    changeTotals(windows, row, level, 1)
  }
  const last = kept - 1
  if (
    level !== before &&
    last >= 0 &&
    rowLevel(windows, last) === level &&
    rowBin(windows, last) === rowBin(windows, row)
  ) {
    joinRows(windows, last, row, moved)
    return kept
  }
  if (row !== kept) copyRow(windows, kept, row)
  windows.nextMoveMs = Math.min(windows.nextMoveMs, leavesMs(level, rowBin(windows, kept)))
  return kept + 1
}

const addKeptTo = (sums: number[], windows: Windows, row: number): void => {
  for (let kind = 0; kind < KINDS; kind++) sums[kind] = (sums[kind] as number) + rowKept(windows, row, kind)
}

const copyRow = ({ cells }: Windows, to: number, from: number): void => {
  for (let cell = 0; cell < ROW; cell++) cells[at(to) + cell] = cells[at(from) + cell] as number
}

const changeTotals = ({ cells }: Windows, row: number, level: number, sign: 1 | -1): void => {
  for (let sum = 0; sum < SUMS; sum++) {
    const total = level * SUMS + sum
    cells[total] = (cells[total] as number) + sign * (cells[at(row) + sum] as number)
  }
}

/** Adds row `from` to row `into` of the same level. The level's totals must already hold both. */
const joinRows = (windows: Windows, into: number, from: number, moved: Moved): void => {
  const { cells } = windows
  const level = rowLevel(windows, into)
  if (moved.joined.at(-1) !== into) moved.joined.push(into)
  for (let sum = 0; sum < SUMS; sum++) {
    const both = (cells[at(into) + sum] as number) + (cells[at(from) + sum] as number)
    const most = (MAX_COUNT[level] as readonly number[])[sum] ?? both
    cells[at(into) + sum] = Math.min(both, most)
    if (both > most) cells[level * SUMS + sum] = (cells[level * SUMS + sum] as number) - (both - most)
  }
  for (let kind = 0; kind < KINDS; kind++) {
    const threshold = Math.max(rowThreshold(windows, into, kind), rowThreshold(windows, from, kind))
    if (rowThreshold(windows, into, kind) !== rowThreshold(windows, from, kind)) moved.isMixed = true
    setRowThreshold(windows, into, kind, threshold)
  }
}
