import { advance, createMoved } from '../../../src/core/windows/advance.ts'
import { countDistinct, createDistinctCounts } from '../../../src/core/windows/distinct.ts'
import { createPlace, findToken } from '../../../src/core/windows/find-token.ts'
import { followRows } from '../../../src/core/windows/follow-rows.ts'
import { rowAt } from '../../../src/core/windows/row-at.ts'
import { seeToken } from '../../../src/core/windows/see-token.ts'
import { addCount, createWindows, OWN, rowStartMs } from '../../../src/core/windows/windows.ts'

/** The windows and distinct counts of one account, wired as `step` wires them, and nothing around them. */
export type WaybillCounter = {
  moveTo(timeMs: number): void
  /** `token`: any 32-bit number, used as the hash itself. `kind`: a kind of windows.ts. */
  see(timeMs: number, token: number, kind?: number): void
  distinct(window: number): number
  foreign(window: number): number
}

export const createWaybillCounter = (windows = createWindows()): WaybillCounter => {
  const moved = createMoved()
  const place = createPlace()
  const counts = createDistinctCounts()
  const counted = (window: number) => {
    countDistinct(windows, counts)
    return { rest: counts.rest[window] ?? 0, foreign: counts.foreign[window] ?? 0 }
  }
  const moveTo = (timeMs: number) => {
    if (advance(windows, timeMs, moved)) followRows(windows, moved)
  }
  return {
    moveTo,
    see: (timeMs, token, kind = OWN) => {
      moveTo(timeMs)
      const row = rowAt(windows, timeMs)
      addCount(windows, row, 0, 1)
      const hash = token >>> 0
      findToken(windows, hash, place)
      if (place.row !== -1 && rowStartMs(windows, place.row) > timeMs) return
      seeToken(windows, hash, row, kind, place)
    },
    distinct: (window) => counted(window).rest + counted(window).foreign,
    foreign: (window) => counted(window).foreign,
  }
}
