// `as number` stands where an index is in bounds by construction.
import { codesOf } from './codes.ts'
import { narrow, narrowTokens } from './narrow.ts'
import { rowLimit, rowRate } from './sampling.ts'
import { KINDS, OWN, rowKept, type Windows } from './windows.ts'

/**
 * Most tokens that a found one stands for. Otherwise single tokens of a very busy account would weigh too
 * much.
 */
const MOST_STOOD_FOR = 8

/** Where a token was found: `row` -1 when it is not in the sample. One object serves every search. */
export type Place = { kind: number; row: number; index: number }

export const createPlace = (): Place => ({ kind: OWN, row: -1, index: -1 })

/**
 * Looks for a token by the first 32 bits of its hash, unsigned. The newest match wins. An exact match is
 * newer than any narrow one, and a narrow one may be another token's.
 */
export const findToken = (windows: Windows, hash: number, place: Place): void => {
  place.row = -1
  const code = narrow(hash)
  for (let kind = 0; kind < KINDS; kind++) {
    const { values, size } = codesOf(windows, kind)
    if (size === 0) continue
    const firstExact = narrowTokens(windows, kind)
    let end = size
    for (let row = windows.rows - 1; row > place.row; row--) {
      const first = end - rowKept(windows, row, kind)
      const wanted = first >= firstExact ? hash : code
      const index = wanted < rowLimit(windows, row, kind) ? indexIn(values, wanted, first, end) : -1
      end = first
      if (index === -1) continue
      place.kind = kind
      place.index = index
      place.row = row
    }
  }
}

/** Index of `wanted` in the ascending values from `first` up to `end`; -1 if it is not there. */
const indexIn = (values: Uint32Array, wanted: number, first: number, end: number): number => {
  let low = first
  let high = end
  while (low < high) {
    const middle = (low + high) >> 1
    if ((values[middle] as number) < wanted) low = middle + 1
    else high = middle
  }
  return low < end && values[low] === wanted ? low : -1
}

/**
 * How many tokens of its row a found token stands for, at least 1: those that the sample dropped cannot be
 * found.
 */
export const standsFor = (windows: Windows, { row, kind }: Place): number =>
  Math.min(MOST_STOOD_FOR, 1 / rowRate(windows, row, kind))
