import { binAt, levelAt } from './levels.ts'
import { insertRow, rowBin, rowLevel, type Windows } from './windows.ts'

/**
 * The row that holds `timeMs`, inserted if there is none. `timeMs` must lie in the longest window, and not
 * after `nowMs`.
 */
export const rowAt = (windows: Windows, timeMs: number): number => {
  const level = levelAt(timeMs, windows.nowMs)
  const bin = binAt(level, timeMs)
  let row = windows.rows - 1
  for (; row >= 0; row--) {
    const other = rowLevel(windows, row)
    if (other === level && rowBin(windows, row) === bin) return row
    if (other > level || (other === level && rowBin(windows, row) < bin)) break
  }
  return insertRow(windows, row + 1, level, bin)
}
