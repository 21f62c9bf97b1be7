// Distinct waybills of one account over every window: a sample of tokens by hash, each in the bin it was last
// seen in.
//
// Every token whose hash lies under its bin's threshold is kept, so `kept / rate` estimates the bin's tokens
// without bias. Bins add up to windows, because a token counts in its newest bin only.
//
// While nothing was dropped the count is exact: up to 256 tokens in the last hour and its oldest bin, and up
// to 414 more in the last day. There one in 38 may be taken for another, because older tokens keep 14 bits.
// Beyond that the standard error is about 1 / sqrt(tokens kept of the window), 5 % at 400.
//
// When a stretch is full, the bin with the largest `kept * rate` gives way. This makes what a bin keeps
// proportional to the square root of what it holds, so that a heavy hour does not starve the light ones after
// it. Both then have an error of about 6 %. Of days before the last one, only as many tokens are kept as an
// error of 5 % needs (`thinDays`): a third to two thirds of the own waybills that a person reads.
//
// Estimator: threshold sampling, Cohen and Kaplan, "Summarizing data using bottom-k sketches", 2007.
//
// Hot state: arrays here are written in place.
// `as number` stands where an index is in bounds by construction.
import {
  addKept,
  FOREIGN,
  keptInLevel,
  KINDS,
  LAST_DAY,
  LAST_HOUR,
  LEVELS,
  LISTED,
  OWN,
  rowKept,
  rowLevel,
  rowStartMs,
  rowThreshold,
  setRowThreshold,
  type Codes,
  type Moved,
  type Windows,
} from './windows.ts'

/** Most tokens kept of the last hour while its count is exact. */
const EXACT_TOKENS = 256
/**
 * Most tokens kept of a stretch once it samples. Stretches are the last hour, 1 h to 24 h, and 1 d to 7 d.
 */
const SAMPLED_TOKENS = 414
const STRETCHES = 3
const STRETCH_OF_LEVEL = [0, 0, 0, 1, 2] as const

/** A threshold of `q` keeps tokens whose hash is below 2^(32 - q/8): sampling rate 2^(-q/8). */
const RATES = Array.from({ length: 256 }, (_, q) => 2 ** (-q / 8))
const LIMITS = RATES.map((rate) => rate * 2 ** 32)

const codesOf = (windows: Windows, kind: number): Codes => windows.codes[kind] as Codes

/**
 * A narrow code keeps 14 bits of the hash, from its highest set bit on. This is the most bits it can lack:
 * that of a hash without leading zeros.
 */
export const MOST_LACKING = 18

/** How many of the last bits of a hash its narrow code lacks. */
export const lackingBits = (hash: number): number => Math.max(0, MOST_LACKING - Math.clz32(hash))

/** A hash as older tokens keep it: relative precision 2^-13, and order survives. */
export const narrow = (hash: number): number => {
  const lacking = lackingBits(hash)
  return ((hash >>> lacking) << lacking) >>> 0
}

/**
 * Number of tokens of a kind whose codes are narrow: all but those of an exact last hour. They come first.
 */
const narrowTokens = (windows: Windows, kind: number): number => {
  if (windows.isNarrow) return codesOf(windows, kind).size
  let sum = 0
  for (let level = LAST_HOUR + 1; level < LEVELS; level++) sum += keptInLevel(windows, level, kind)
  return sum
}

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
      const index = wanted < limitOf(windows, row, kind) ? indexIn(values, wanted, first, end) : -1
      end = first
      if (index === -1) continue
      place.kind = kind
      place.index = index
      place.row = row
    }
  }
}

/**
 * Most tokens that a found one stands for. Otherwise single tokens of a very busy account would weigh too
 * much.
 */
const MOST_STOOD_FOR = 8

/**
 * How many tokens of its row a found token stands for, at least 1: those that the sample dropped cannot be
 * found.
 */
export const standsFor = (windows: Windows, { row, kind }: Place): number =>
  Math.min(MOST_STOOD_FOR, 1 / (RATES[rowThreshold(windows, row, kind)] as number))

/** A row keeps hashes below this. */
const limitOf = (windows: Windows, row: number, kind: number): number =>
  LIMITS[rowThreshold(windows, row, kind)] as number

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

/** Index just after the last token of a row. */
const endOfRow = (windows: Windows, kind: number, row: number): number => {
  let end = codesOf(windows, kind).size
  for (let later = windows.rows - 1; later > row; later--) end -= rowKept(windows, later, kind)
  return end
}

/** Moves a token to a row, or adds it. `place` is what `findToken` said. */
export const seeToken = (windows: Windows, hash: number, row: number, kind: number, place: Place): void => {
  if (place.row === row && place.kind === kind) return
  if (place.row !== -1) removeToken(windows, place)
  const isWide = !windows.isNarrow && rowLevel(windows, row) <= LAST_HOUR
  const code = isWide ? hash : narrow(hash)
  if (code >= limitOf(windows, row, kind)) return
  insertToken(windows, code, row, kind)
  shrinkToFit(windows, STRETCH_OF_LEVEL[rowLevel(windows, row)] as number)
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

const FEW_CODES = 8

/** Makes room for `size` codes and keeps those there are. The caller fills the rest. */
const resizeCodes = (codes: Codes, size: number): void => {
  codes.size = size
  if (size <= codes.values.length) return
  const values = new Uint32Array(Math.max(size, codes.values.length * 2, FEW_CODES))
  values.set(codes.values)
  codes.values = values
}

/**
 * Allocates one buffer for the tokens that the rows say they keep, and for a few more.
 * @throws RangeError if they say more than `most`.
 */
export const makeRoomForKept = (windows: Windows, most: number): void => {
  let all = 0
  for (let kind = 0; kind < KINDS; kind++) all += keptOf(windows, kind)
  if (all > most) throw new RangeError(`has no room for ${all} tokens`)
  const values = new Uint32Array(all + KINDS * FEW_CODES)
  let first = 0
  for (let kind = 0; kind < KINDS; kind++) {
    const codes = codesOf(windows, kind)
    codes.size = keptOf(windows, kind)
    const end = first + codes.size + FEW_CODES
    codes.values = values.subarray(first, end)
    first = end
  }
}

const keptOf = (windows: Windows, kind: number): number => {
  let sum = 0
  for (let level = 0; level < LEVELS; level++) sum += keptInLevel(windows, level, kind)
  return sum
}

const keptInStretch = (windows: Windows, stretch: number): number => {
  let sum = 0
  for (let level = 0; level < LEVELS; level++) {
    if (STRETCH_OF_LEVEL[level] !== stretch) continue
    for (let kind = 0; kind < KINDS; kind++) sum += keptInLevel(windows, level, kind)
  }
  return sum
}

const shrinkToFit = (windows: Windows, stretch: number): void => {
  const kept = keptInStretch(windows, stretch)
  if (stretch === 0 && !windows.isNarrow && kept > EXACT_TOKENS) narrowAll(windows)
  if (kept <= SAMPLED_TOKENS) return
  do giveWay(windows, stretch)
  while (keptInStretch(windows, stretch) > SAMPLED_TOKENS)
}

const narrowAll = (windows: Windows): void => {
  windows.isNarrow = true
  for (const codes of windows.codes) narrowBetween(codes, 0, codes.size)
}

const narrowBetween = ({ values }: Codes, first: number, end: number): void => {
  for (let index = first; index < end; index++) values[index] = narrow(values[index] as number)
}

/** An hour without look-ups makes the last hour exact again. */
const widenWhenEmpty = (windows: Windows): void => {
  if (windows.isNarrow && keptInStretch(windows, 0) === 0) windows.isNarrow = false
}

/** Lowers the sampling rate of the stretch's heaviest bin by one step. */
const giveWay = (windows: Windows, stretch: number): void => {
  let heaviestRow = 0
  let heaviestKind = OWN
  let weight = 0
  for (let row = 0; row < windows.rows; row++) {
    if (STRETCH_OF_LEVEL[rowLevel(windows, row)] !== stretch) continue
    for (let kind = 0; kind < KINDS; kind++) {
      const own = rowKept(windows, row, kind) * (RATES[rowThreshold(windows, row, kind)] as number)
      if (own <= weight) continue
      weight = own
      heaviestRow = row
      heaviestKind = kind
    }
  }
  setRowThreshold(windows, heaviestRow, heaviestKind, rowThreshold(windows, heaviestRow, heaviestKind) + 1)
  dropUnsampled(windows, heaviestKind)
}

/** Drops every token of a kind that its row's threshold no longer admits. */
const dropUnsampled = (windows: Windows, kind: number): void => {
  const codes = codesOf(windows, kind)
  const { values } = codes
  let from = 0
  let to = 0
  for (let row = 0; row < windows.rows; row++) {
    const limit = limitOf(windows, row, kind)
    const first = to
    const end = from + rowKept(windows, row, kind)
    for (; from < end; from++) {
      const code = values[from] as number
      if (code < limit) values[to++] = code
    }
    const kept = to - first
    if (kept !== rowKept(windows, row, kind)) addKept(windows, row, kind, kept - rowKept(windows, row, kind))
  }
  codes.size = to
}

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
  if (moved.isDayOld && thinDays(windows)) for (const kind of THINNED) dropUnsampled(windows, kind)
  if (moved.isAged) for (let stretch = 1; stretch < STRETCHES; stretch++) shrinkToFit(windows, stretch)
  widenWhenEmpty(windows)
}

/** The variance that a count may have, as a share of its square: a standard error of 5 %. */
const VARIANCE = 0.05 ** 2
const THINNED = [OWN, LISTED]

/**
 * Lowers the sampling rates of the days before the last one to what an error of 5 % needs. Returns whether
 * any was lowered.
 * A row's n tokens, sampled at rate p, have an estimate of variance n (1 / p - 1). Each row may have a
 * variance of VARIANCE ((n + m)^2 - m^2), where m tokens are in all newer rows. Over any row and the newer
 * ones this adds up to VARIANCE times the square of all their tokens. Older rows leave first, so every window
 * stays within the error, whatever the account does next. Foreign waybills are not thinned: most judgements
 * rest on them.
 */
const thinDays = (windows: Windows): boolean => {
  let isThinned = false
  let newer = 0
  for (let row = windows.rows - 1; row >= 0; row--) {
    let tokens = 0
    for (let kind = 0; kind < KINDS; kind++) tokens += tokensIn(windows, row, kind)
    if (rowLevel(windows, row) > LAST_DAY) {
      const least = 1 / (1 + VARIANCE * (tokens + 2 * newer))
      for (const kind of THINNED) isThinned = thinRow(windows, row, kind, least) || isThinned
    }
    newer += tokens
  }
  return isThinned
}

/** Lowers a row's sampling rate to `least` or a little more. Returns whether it was higher. */
const thinRow = (windows: Windows, row: number, kind: number, least: number): boolean => {
  const before = rowThreshold(windows, row, kind)
  let threshold = before
  if (rowKept(windows, row, kind) > 0) while ((RATES[threshold + 1] as number) >= least) threshold++
  setRowThreshold(windows, row, kind, threshold)
  return threshold > before
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

/** Tokens of one kind whose last look-up lies in the row's bin. */
const tokensIn = (windows: Windows, row: number, kind: number): number => {
  const kept = rowKept(windows, row, kind)
  return kept === 0 ? 0 : kept / (RATES[rowThreshold(windows, row, kind)] as number)
}

/** Distinct waybills, and the foreign ones among them. Estimates, as all counts here. */
export type Distinct = { readonly distinct: number; readonly foreign: number }

/** Waybills whose last look-up lies in a bin that began at `fromMs` or later. */
export const distinctSince = (windows: Windows, fromMs: number): Distinct => {
  let rest = 0
  let foreign = 0
  for (let row = windows.rows - 1; row >= 0 && rowStartMs(windows, row) >= fromMs; row--) {
    rest += tokensIn(windows, row, OWN) + tokensIn(windows, row, LISTED)
    foreign += tokensIn(windows, row, FOREIGN)
  }
  return { distinct: rest + foreign, foreign }
}

/** [window] distinct foreign waybills, and the rest: own, unknown and listed ones. */
export type DistinctCounts = { readonly foreign: Float64Array; readonly rest: Float64Array }

export const createDistinctCounts = (): DistinctCounts => ({
  foreign: new Float64Array(LEVELS),
  rest: new Float64Array(LEVELS),
})

/** Counts all windows in one walk over the rows: a look-up is judged by most of them. */
export const countDistinct = (windows: Windows, { foreign, rest }: DistinctCounts): void => {
  let row = windows.rows - 1
  let foreignSum = 0
  let restSum = 0
  for (let window = 0; window < LEVELS; window++) {
    for (; row >= 0 && rowLevel(windows, row) <= window; row--) {
      restSum += tokensIn(windows, row, OWN) + tokensIn(windows, row, LISTED)
      foreignSum += tokensIn(windows, row, FOREIGN)
    }
    foreign[window] = foreignSum
    rest[window] = restSum
  }
}
