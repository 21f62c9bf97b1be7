// The most tokens that an account keeps. A last hour that has too many to keep them exactly turns narrow and
// is sampled. When a stretch is full, the bin with the largest `kept * rate` gives way. This makes what a bin
// keeps proportional to the square root of what it holds, so that a heavy hour does not starve the light ones
// after it.
//
// `as number` stands where an index is in bounds by construction.
import { LEVELS } from './levels.ts'
import { narrowBetween } from './narrow.ts'
import { dropUnsampled, rowRate } from './sampling.ts'
import {
  keptInLevel,
  KINDS,
  OWN,
  rowKept,
  rowLevel,
  rowThreshold,
  setRowThreshold,
  type Windows,
} from './windows.ts'

/** Most tokens kept of the last hour while its count is exact. */
const EXACT_TOKENS = 256
/**
 * Most tokens kept of a stretch once it samples. Stretches are the last hour, 1 h to 24 h, and 1 d to 7 d.
 */
const SAMPLED_TOKENS = 414
const STRETCH_OF_LEVEL = [0, 0, 0, 1, 2] as const

const stretchOf = (level: number): number => STRETCH_OF_LEVEL[level] as number

/** Drops tokens of the stretch that `level` belongs to until it keeps no more than it may. */
export const shrinkToFit = (windows: Windows, level: number): void => {
  const stretch = stretchOf(level)
  const kept = keptInStretch(windows, stretch)
  if (stretch === 0 && !windows.isNarrow && kept > EXACT_TOKENS) narrowAll(windows)
  if (kept <= SAMPLED_TOKENS) return
  do giveWay(windows, stretch)
  while (keptInStretch(windows, stretch) > SAMPLED_TOKENS)
}

/** An hour without look-ups makes the last hour exact again. */
export const widenWhenEmpty = (windows: Windows): void => {
  if (windows.isNarrow && keptInStretch(windows, 0) === 0) windows.isNarrow = false
}

const keptInStretch = (windows: Windows, stretch: number): number => {
  let sum = 0
  for (let level = 0; level < LEVELS; level++) {
    if (stretchOf(level) !== stretch) continue
    for (let kind = 0; kind < KINDS; kind++) sum += keptInLevel(windows, level, kind)
  }
  return sum
}

const narrowAll = (windows: Windows): void => {
  windows.isNarrow = true
  for (const codes of windows.codes) narrowBetween(codes, 0, codes.size)
}

/** Lowers the sampling rate of the stretch's heaviest bin by one step. */
const giveWay = (windows: Windows, stretch: number): void => {
  let heaviestRow = 0
  let heaviestKind = OWN
  let weight = 0
  for (let row = 0; row < windows.rows; row++) {
    if (stretchOf(rowLevel(windows, row)) !== stretch) continue
    for (let kind = 0; kind < KINDS; kind++) {
      const own = rowKept(windows, row, kind) * rowRate(windows, row, kind)
      if (own <= weight) continue
      weight = own
      heaviestRow = row
      heaviestKind = kind
    }
  }
  setRowThreshold(windows, heaviestRow, heaviestKind, rowThreshold(windows, heaviestRow, heaviestKind) + 1)
  dropUnsampled(windows, heaviestKind)
}
