// Hot state: arrays here are written in place. `as number` stands where an index is in bounds by construction.
import { codesOf, resizeCodes } from './codes.ts'
import type { Place } from './find-token.ts'
import { LAST_HOUR } from './levels.ts'
import { narrow } from './narrow.ts'
import { rowLimit } from './sampling.ts'
import { shrinkToFit, widenWhenEmpty } from './shrink-to-fit.ts'
import { addKept, rowKept, rowLevel, type Windows } from './windows.ts'

/** Moves a token to a row, or adds it. `place` is what `findToken` said. */
export const seeToken = (windows: Windows, hash: number, row: number, kind: number, place: Place): void => {
  if (place.row === row && place.kind === kind) return
  if (place.row !== -1) removeToken(windows, place)
  const level = rowLevel(windows, row)
  const isWide = !windows.isNarrow && level <= LAST_HOUR
  const code = isWide ? hash : narrow(hash)
  if (code >= rowLimit(windows, row, kind)) return
  insertToken(windows, code, row, kind)
  shrinkToFit(windows, level)
}

const removeToken = (windows: Windows, { kind, row, index }: Place): void => {
  const codes = codesOf(windows, kind)
  codes.values.copyWithin(index, index + 1, codes.size)
  codes.size--
  addKept(windows, row, kind, -1)
  widenWhenEmpty(windows)
}

const insertToken = (windows: Windows, code: number, row: number, kind: number): void => {
  const codes = codesOf(windows, kind)
  const place = placeOf(windows, code, row, kind)
  const before = codes.size
  resizeCodes(codes, before + 1)
  if (place < before) codes.values.copyWithin(place + 1, place, before)
  codes.values[place] = code
  addKept(windows, row, kind, 1)
}

/** Where in the row to insert the code: after all that are not larger. */
const placeOf = (windows: Windows, code: number, row: number, kind: number): number => {
  const { values } = codesOf(windows, kind)
  let high = endOfRow(windows, kind, row)
  let low = high - rowKept(windows, row, kind)
  while (low < high) {
    const middle = (low + high) >> 1
    if ((values[middle] as number) > code) high = middle
    else low = middle + 1
  }
  return low
}

/** Index just after the last token of a row. */
const endOfRow = (windows: Windows, kind: number, row: number): number => {
  let end = codesOf(windows, kind).size
  for (let later = windows.rows - 1; later > row; later--) end -= rowKept(windows, later, kind)
  return end
}
