// Over which stretch of event time a count was made: that of a window, or of one that a late look-up adds to.
import { binStartMs, levels, oldestBinMs, type Level } from './levels.ts'
import { countIn, rowBin, rowCount, rowLevel, rowStartMs, type Windows } from './windows.ts'

/** A metric's sum over a stretch of event time, from the beginning of a bin to the end of one, or to now. */
export type Stretch = { readonly count: number; readonly fromMs: number; readonly toMs: number }

/**
 * Start of the window's first bin in which `sum` is above 0, epoch milliseconds; now if there is none. `sum`:
 * a metric, or METRICS plus a kind.
 */
export const firstIn = (windows: Windows, sum: number, window: number): number => {
  for (let row = 0; row < windows.rows; row++) {
    if (rowLevel(windows, row) <= window && rowCount(windows, row, sum) > 0) return rowStartMs(windows, row)
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
  const { windowMs } = levels[window] as Level
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
  const endMs = binStartMs(level, rowBin(windows, row) + 1)
  return level === 0 ? endMs : Math.min(endMs, oldestBinMs(level - 1, windows.nowMs))
}
