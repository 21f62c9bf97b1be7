// Hot state: arrays here are written in place. `as number` stands where an index is in bounds by construction.
import { LEVEL_OF_SLOT, LEVELS, SLOTS } from './windows.ts'

/** A group is one bin's tokens of one kind: `slot * 2`, plus 1 for foreign waybills. */
export const GROUPS = SLOTS * 2

/** Most entries kept of the last hour while every one is exact. */
const EXACT_ENTRIES = 256
/** Most entries kept per band once it samples: last hour, 1 h to 24 h, 1 d to 7 d. */
const SAMPLED_ENTRIES = [400, 368, 292] as const
const BANDS = 3
const BAND_OF_LEVEL = [0, 0, 0, 1, 2] as const
const BAND_OF_SLOT: readonly number[] = LEVEL_OF_SLOT.map((at) => BAND_OF_LEVEL[at] as number)

/** A threshold of `q` keeps tokens whose hash is below 2^(32 - q/8): sampling rate 2^(-q/8). */
const RATES = Array.from({ length: 256 }, (_, q) => 2 ** (-q / 8))
const LIMITS = RATES.map((rate) => rate * 2 ** 32)

/**
 * One stretch of age. `codes` ascend; `groups` runs beside them.
 * `isNarrow`: codes keep 17 leading bits instead of 32, so that an entry encodes in 20 bits.
 */
export type Band = {
  size: number
  isNarrow: boolean
  codes: Uint32Array
  groups: Uint8Array
}

/**
 * Distinct waybills of one account over every window: a sample of tokens by hash, each with the bin it was last seen in.
 *
 * Every token whose hash lies under its bin's threshold is kept, so `kept / rate` estimates the bin's tokens without
 * bias, and bins add up to windows (a token counts in the newest bin only). While nothing was dropped the count is exact:
 * up to 256 tokens in the last hour, 368 more in the last day. Beyond that the standard error is about
 * 1 / sqrt(kept in the window): 5 % at 400. When a band is full, the group with the largest `kept * rate` gives way; this
 * spreads the entries so that `kept` goes with the square root of a group's tokens: a heavy hour does not starve the light
 * ones that follow it.
 *
 * Source of the estimator: threshold (bottom-k) sampling, Cohen and Kaplan, "Summarizing data using bottom-k sketches", 2007.
 */
export type Distinct = {
  readonly bands: readonly Band[]
  /** Entries kept, per group. */
  readonly kept: Uint16Array
  /** Threshold, per group. */
  readonly thresholds: Uint8Array
  /** Estimates per level and kind, and whether they are out of date. */
  readonly estimates: Float64Array
  readonly isStale: Uint8Array
}

export const createDistinct = (): Distinct => ({
  bands: Array.from({ length: BANDS }, (_, band) => ({
    size: 0,
    isNarrow: band > 0,
    codes: new Uint32Array(16),
    groups: new Uint8Array(16),
  })),
  kept: new Uint16Array(GROUPS),
  thresholds: new Uint8Array(GROUPS),
  estimates: new Float64Array(LEVELS * 2),
  isStale: new Uint8Array(LEVELS * 2),
})

/** Keeps the 17 leading bits: relative precision 2^-16, so that order and thresholds survive. */
export const narrow = (hash: number): number => {
  const zeros = Math.clz32(hash)
  if (zeros >= 15) return hash & 0xffff
  return ((hash >>> (15 - zeros)) << (15 - zeros)) >>> 0
}

/** The band that holds the group's entries. */
export const bandOf = (distinct: Distinct, group: number): Band =>
  distinct.bands[BAND_OF_SLOT[group >> 1] as number] as Band

const codeIn = (band: Band, hash: number): number => (band.isNarrow ? narrow(hash) : hash)

/** Position of the first code >= `code`. */
const lowerBound = (band: Band, code: number): number => {
  const { codes } = band
  let low = 0
  let high = band.size
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((codes[middle] as number) < code) low = middle + 1
    else high = middle
  }
  return low
}

/** Where the token was last seen: its group, or -1 when it is not in the sample. `hash` is the token's first 32 bits, unsigned. */
export const lastSeenGroup = (distinct: Distinct, hash: number): number => {
  for (const band of distinct.bands) {
    if (band.size === 0) continue
    const code = codeIn(band, hash)
    const at = lowerBound(band, code)
    if (at < band.size && band.codes[at] === code) return band.groups[at] as number
  }
  return -1
}

/** Moves a token to `group`, or adds it. `previous` is what `lastSeenGroup` said. */
export const seeToken = (distinct: Distinct, hash: number, group: number, previous: number): void => {
  if (previous === group) return
  const band = bandOf(distinct, group)
  const isSampled = codeIn(band, hash) < (LIMITS[distinct.thresholds[group] as number] as number)
  if (previous !== -1) {
    const before = bandOf(distinct, previous)
    if (before === band && isSampled) {
      regroup(distinct, band, lowerBound(band, codeIn(band, hash)), group)
      return
    }
    removeAt(distinct, before, lowerBound(before, codeIn(before, hash)))
  }
  if (isSampled) insert(distinct, band, codeIn(band, hash), group)
}

const markStale = (distinct: Distinct, group: number): void => {
  distinct.isStale[(LEVEL_OF_SLOT[group >> 1] as number) * 2 + (group & 1)] = 1
}

const count = (distinct: Distinct, group: number, change: number): void => {
  distinct.kept[group] = (distinct.kept[group] as number) + change
  markStale(distinct, group)
}

const regroup = (distinct: Distinct, band: Band, at: number, group: number): void => {
  count(distinct, band.groups[at] as number, -1)
  count(distinct, group, 1)
  band.groups[at] = group
}

const removeAt = (distinct: Distinct, band: Band, at: number): void => {
  count(distinct, band.groups[at] as number, -1)
  band.codes.copyWithin(at, at + 1, band.size)
  band.groups.copyWithin(at, at + 1, band.size)
  band.size--
  widenWhenEmpty(distinct, band)
}

/** Makes room for `size` entries, of which the first are those there are; the caller fills the rest. */
export const sizeBand = (band: Band, size: number): void => {
  band.size = size
  if (size <= band.codes.length) return
  const codes = new Uint32Array(Math.max(size, band.codes.length * 2))
  const groups = new Uint8Array(codes.length)
  codes.set(band.codes)
  groups.set(band.groups)
  band.codes = codes
  band.groups = groups
}

const insert = (distinct: Distinct, band: Band, code: number, group: number): void => {
  const at = lowerBound(band, code)
  // Two tokens with one code: 1 in 2^32 while exact; below 0.3 % of a full sample when narrow.
  if (at < band.size && band.codes[at] === code) return regroup(distinct, band, at, group)
  const end = band.size
  sizeBand(band, end + 1)
  band.codes.copyWithin(at + 1, at, end)
  band.groups.copyWithin(at + 1, at, end)
  band.codes[at] = code
  band.groups[at] = group
  count(distinct, group, 1)
  shrinkToFit(distinct, band)
}

const shrinkToFit = (distinct: Distinct, band: Band): void => {
  if (!band.isNarrow && band.size > EXACT_ENTRIES) makeNarrow(distinct, band)
  const most = SAMPLED_ENTRIES[distinct.bands.indexOf(band)] as number
  while (band.isNarrow && band.size > most) lowerThreshold(distinct, band, heaviestGroup(distinct, band))
}

const makeNarrow = (distinct: Distinct, band: Band): void => {
  band.isNarrow = true
  const { codes, groups } = band
  const pairs = Array.from(
    { length: band.size },
    (_, at) => [narrow(codes[at] as number), groups[at]] as const,
  )
  // Order differs only among the 2^-16 of hashes that lose their leading bit.
  pairs.sort((a, b) => a[0] - b[0] || (a[1] as number) - (b[1] as number))
  let size = 0
  for (const [code, group] of pairs) {
    if (size > 0 && codes[size - 1] === code) {
      count(distinct, group as number, -1)
      continue
    }
    codes[size] = code
    groups[size] = group as number
    size++
  }
  band.size = size
}

/** An hour without look-ups makes the short band exact again. */
const widenWhenEmpty = (distinct: Distinct, band: Band): void => {
  if (band.size === 0 && band === distinct.bands[0]) band.isNarrow = false
}

const heaviestGroup = (distinct: Distinct, band: Band): number => {
  let heaviest = -1
  let weight = 0
  const index = distinct.bands.indexOf(band)
  for (let group = 0; group < GROUPS; group++) {
    const kept = distinct.kept[group] as number
    if (kept === 0 || BAND_OF_SLOT[group >> 1] !== index) continue
    const own = kept * (RATES[distinct.thresholds[group] as number] as number)
    if (own <= weight) continue
    weight = own
    heaviest = group
  }
  return heaviest
}

const lowerThreshold = (distinct: Distinct, band: Band, group: number): void => {
  const threshold = (distinct.thresholds[group] as number) + 1
  distinct.thresholds[group] = threshold
  dropAbove(distinct, band, group, threshold)
  markStale(distinct, group)
}

const dropAbove = (distinct: Distinct, band: Band, group: number, threshold: number): void => {
  const limit = LIMITS[threshold] as number
  let size = 0
  for (let at = 0; at < band.size; at++) {
    const code = band.codes[at] as number
    if (band.groups[at] === group && code >= limit) {
      count(distinct, group, -1)
      continue
    }
    band.codes[size] = code
    band.groups[size] = band.groups[at] as number
    size++
  }
  band.size = size
  widenWhenEmpty(distinct, band)
}

/** Follows a bin of `windows` to its next level; `to` -1 forgets its tokens. */
export const moveSlot = (distinct: Distinct, from: number, to: number): void => {
  moveGroup(distinct, from * 2, to === -1 ? -1 : to * 2)
  moveGroup(distinct, from * 2 + 1, to === -1 ? -1 : to * 2 + 1)
}

const moveGroup = (distinct: Distinct, from: number, to: number): void => {
  const threshold = distinct.thresholds[from] as number
  if (distinct.kept[from] !== 0 || threshold !== 0) {
    const source = bandOf(distinct, from)
    if (to !== -1 && threshold > (distinct.thresholds[to] as number)) {
      distinct.thresholds[to] = threshold
      dropAbove(distinct, bandOf(distinct, to), to, threshold)
      markStale(distinct, to)
    }
    moveEntries(distinct, source, from, to)
  }
  distinct.thresholds[from] = 0
  markStale(distinct, from)
}

const moveEntries = (distinct: Distinct, source: Band, from: number, to: number): void => {
  const target = to === -1 ? null : bandOf(distinct, to)
  const leaving: number[] = []
  let size = 0
  for (let at = 0; at < source.size; at++) {
    const code = source.codes[at] as number
    const group = source.groups[at] as number
    if (group === from) {
      leaving.push(code)
      if (target !== source) continue
      source.groups[at] = to
    }
    source.codes[size] = code
    source.groups[size] = source.groups[at] as number
    size++
  }
  source.size = size
  count(distinct, from, -leaving.length)
  widenWhenEmpty(distinct, source)
  if (target === null) return
  if (target === source) return settle(distinct, target, to, leaving.length)
  for (const code of leaving) admit(distinct, target, codeIn(target, code), to)
}

const settle = (distinct: Distinct, band: Band, group: number, arrived: number): void => {
  count(distinct, group, arrived)
  dropAbove(distinct, band, group, distinct.thresholds[group] as number)
}

const admit = (distinct: Distinct, band: Band, code: number, group: number): void => {
  if (code < (LIMITS[distinct.thresholds[group] as number] as number)) insert(distinct, band, code, group)
}

/** Estimate of one level's tokens of one kind; kinds are 0 own or unknown, 1 foreign. */
const estimate = (distinct: Distinct, at: number, kind: number): number => {
  const index = at * 2 + kind
  if (distinct.isStale[index] === 0) return distinct.estimates[index] as number
  let sum = 0
  for (let slot = LEVEL_OF_SLOT.indexOf(at); LEVEL_OF_SLOT[slot] === at; slot++) {
    const group = slot * 2 + kind
    const kept = distinct.kept[group] as number
    if (kept !== 0) sum += kept / (RATES[distinct.thresholds[group] as number] as number)
  }
  distinct.estimates[index] = sum
  distinct.isStale[index] = 0
  return sum
}

/** Distinct foreign waybills in the window. */
export const foreignIn = (distinct: Distinct, window: number): number => {
  let sum = 0
  for (let at = 0; at <= window; at++) sum += estimate(distinct, at, 1)
  return sum
}

/** Distinct waybills in the window. */
export const distinctIn = (distinct: Distinct, window: number): number => {
  let sum = foreignIn(distinct, window)
  for (let at = 0; at <= window; at++) sum += estimate(distinct, at, 0)
  return sum
}
