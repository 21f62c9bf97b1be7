// Hot state: arrays here are written in place. `as number` stands where an index is in bounds by construction.
import type { Moved } from './advance.ts'
import { codesOf } from './codes.ts'
import { LAST_HOUR, LEVELS } from './levels.ts'
import { narrowBetween, narrowTokens } from './narrow.ts'
import { dropUnsampled } from './sampling.ts'
import { shrinkToFit, widenWhenEmpty } from './shrink-to-fit.ts'
import { thinDays } from './thin-days.ts'
import { KINDS, rowKept, type Windows } from './windows.ts'

/** Moves and drops tokens after an `advance` that moved rows. */
export const followRows = (windows: Windows, moved: Moved): void => {
  for (let kind = 0; kind < KINDS; kind++) {
    const codes = codesOf(windows, kind)
    const gone = moved.gone[kind] as number
    if (gone > 0) {
      codes.values.copyWithin(0, gone, codes.size)
      codes.size -= gone
    }
    const aged = moved.aged[kind] as number
    if (aged > 0 && !windows.isNarrow) {
      const end = narrowTokens(windows, kind)
      narrowBetween(codes, end - aged, end)
    }
    if (moved.joined.length > 0) sortRows(windows, kind, moved.joined)
    if (moved.isMixed) dropUnsampled(windows, kind)
  }
  if (moved.isDayOld) thinDays(windows)
  if (moved.isAged) for (let level = LAST_HOUR + 1; level < LEVELS; level++) shrinkToFit(windows, level)
  widenWhenEmpty(windows)
}

/**
 * Sorts the codes of rows that others have joined: these stand one row behind the other until then. `rows`
 * ascend.
 */
const sortRows = (windows: Windows, kind: number, rows: readonly number[]): void => {
  const { values } = codesOf(windows, kind)
  let first = 0
  let at = 0
  for (let row = 0; at < rows.length; row++) {
    const end = first + rowKept(windows, row, kind)
    if (row === rows[at]) {
      at++
      if (!isAscending(values, first, end)) values.subarray(first, end).sort()
    }
    first = end
  }
}

const isAscending = (values: Uint32Array, first: number, end: number): boolean => {
  for (let index = first + 1; index < end; index++) {
    if ((values[index] as number) < (values[index - 1] as number)) return false
  }
  return true
}
