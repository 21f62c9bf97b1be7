// Hot state: arrays here are written in place. `as number` stands where an index is in bounds by construction.
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from './time.ts'

export const windowNames = ['PT1M', 'PT10M', 'PT1H', 'PT24H', 'P7D'] as const
export type WindowName = (typeof windowNames)[number]

export const metrics = [
  'lookUps',
  'records',
  'unexplained',
  'notFound',
  'denied',
  'exports',
  'reveals',
] as const
export type Metric = (typeof metrics)[number]
export const METRICS = metrics.length

/**
 * A level keeps the stretch between the previous window's end and its own, in bins of `binMs`.
 * `slots` is one ring of bins: the longest stretch that can be live at once, plus one.
 */
type Level = {
  readonly windowMs: number
  readonly binMs: number
  readonly first: number
  readonly slots: number
}

const level = (windowMs: number, binMs: number, first: number, slots: number): Level => ({
  windowMs,
  binMs,
  first,
  slots,
})

export const levels: readonly Level[] = [
  level(MINUTE_MS, 20 * SECOND_MS, 0, 5),
  level(10 * MINUTE_MS, MINUTE_MS, 5, 12),
  level(HOUR_MS, 10 * MINUTE_MS, 17, 8),
  level(24 * HOUR_MS, 3 * HOUR_MS, 25, 11),
  level(7 * DAY_MS, DAY_MS, 36, 9),
]
export const LEVELS = levels.length
export const SLOTS = 45
export const LONGEST_WINDOW_MS = 7 * DAY_MS

/**
 * Where a bin saturates, so that its encoding is bounded: far above any limit in use. [level][metric]
 * Not found, denied, exports and reveals stop at 127 in the bins of up to a minute, and at 16,383 later.
 */
const MAX_COUNT = levels.map((_, at) => {
  const most = at < 2 ? 127 : 16_383
  return [2_097_151, 2_097_151, 2_097_151, most, most, most, most]
})

// Flat copies, because an array of objects costs a load per step in the hottest loop of the program.
const WINDOW_MS = levels.map((each) => each.windowMs)
const BIN_MS = levels.map((each) => each.binMs)
const FIRST = levels.map((each) => each.first)
const RING = levels.map((each) => each.slots)
export const LEVEL_OF_SLOT: readonly number[] = levels.flatMap((each, index) =>
  Array.from({ length: each.slots }, () => index),
)

/**
 * Sliding counts of one account, in event time.
 *
 * Window W holds everything of the last W, and nothing older than W plus one bin of its level: 1 min + 20 s,
 * 10 min + 1 min, 1 h + 10 min, 24 h + 3 h, 7 d + 1 d. It never holds less than the exact window, so a limit on it cannot
 * be passed by pacing. Levels are disjoint: a bin that leaves one window is added to a bin of the next.
 */
export type Windows = {
  /** The latest event time seen, epoch milliseconds; -1 before the first. */
  nowMs: number
  /** Per level, the index of the oldest live bin (`floor(time / binMs)`). */
  readonly oldest: Float64Array
  /** [slot][metric] */
  readonly bins: Uint32Array
  /** [level][metric], the sum of the level's bins */
  readonly totals: Float64Array
}

/** What `advance` reports for every bin that changed level: `to` is -1 when it left the longest window. */
export type Moved = (from: number, to: number) => void

export const createWindows = (): Windows => ({
  nowMs: -1,
  oldest: new Float64Array(LEVELS),
  bins: new Uint32Array(SLOTS * METRICS),
  totals: new Float64Array(LEVELS * METRICS),
})

/** The level whose stretch holds `timeMs` when the account's clock is at `nowMs`; LEVELS when it is too old. */
const levelAt = (timeMs: number, nowMs: number): number => {
  for (let at = 0; at < LEVELS; at++) {
    const binMs = BIN_MS[at] as number
    const binEndMs = (Math.floor(timeMs / binMs) + 1) * binMs
    if (binEndMs > nowMs - (WINDOW_MS[at] as number)) return at
  }
  return LEVELS
}

const slotAt = (at: number, timeMs: number): number =>
  (FIRST[at] as number) + (Math.floor(timeMs / (BIN_MS[at] as number)) % (RING[at] as number))

/** The slot that `timeMs` falls into, or -1 when it is older than the longest window. */
export const slotOf = (windows: Windows, timeMs: number): number => {
  const at = levelAt(timeMs, windows.nowMs)
  return at === LEVELS ? -1 : slotAt(at, timeMs)
}

/** The start of the slot's bin, epoch milliseconds. The slot must be live. */
export const slotStartMs = (windows: Windows, slot: number): number => {
  const at = LEVEL_OF_SLOT[slot] as number
  const ring = RING[at] as number
  const oldest = windows.oldest[at] as number
  const ahead = (slot - (FIRST[at] as number) - (oldest % ring) + ring) % ring
  return (oldest + ahead) * (BIN_MS[at] as number)
}

/** Moves the account's clock forward; bins that leave their window go to the next level. O(1) amortised. */
export const advance = (windows: Windows, timeMs: number, moved: Moved): void => {
  if (timeMs <= windows.nowMs) return
  windows.nowMs = timeMs
  // From the longest level down, so that a bin always lands in a slot that has been cleared.
  for (let at = LEVELS - 1; at >= 0; at--) expire(windows, at, moved)
}

const expire = (windows: Windows, at: number, moved: Moved): void => {
  const binMs = BIN_MS[at] as number
  const ring = RING[at] as number
  const oldest = windows.oldest[at] as number
  const live = Math.floor((windows.nowMs - (WINDOW_MS[at] as number)) / binMs)
  if (live <= oldest) return
  const end = Math.min(live, oldest + ring)
  for (let bin = oldest; bin < end; bin++) moveBin(windows, at, bin, moved)
  windows.oldest[at] = live
}

const moveBin = (windows: Windows, at: number, bin: number, moved: Moved): void => {
  const { bins, totals } = windows
  const from = (FIRST[at] as number) + (bin % (RING[at] as number))
  // Every event counts as a look-up, so an empty first metric means an empty bin.
  if (bins[from * METRICS] === 0) return
  const startMs = bin * (BIN_MS[at] as number)
  const next = levelAt(startMs, windows.nowMs)
  const to = next === LEVELS ? -1 : slotAt(next, startMs)
  for (let metric = 0; metric < METRICS; metric++) {
    const count = bins[from * METRICS + metric] as number
    if (count === 0) continue
    bins[from * METRICS + metric] = 0
    totals[at * METRICS + metric] = (totals[at * METRICS + metric] as number) - count
    if (to !== -1) addToSlot(windows, to, metric, count)
  }
  moved(from, to)
}

/** Adds to one metric of a live slot. */
export const addToSlot = (windows: Windows, slot: number, metric: number, count: number): void => {
  const { bins, totals } = windows
  const at = LEVEL_OF_SLOT[slot] as number
  const index = slot * METRICS + metric
  const before = bins[index] as number
  const after = Math.min(before + count, (MAX_COUNT[at] as readonly number[])[metric] as number)
  bins[index] = after
  const total = at * METRICS + metric
  totals[total] = (totals[total] as number) + after - before
}

/** The metric's sum over the window. */
export const countIn = (windows: Windows, metric: number, window: number): number => {
  let sum = 0
  for (let at = 0; at <= window; at++) sum += windows.totals[at * METRICS + metric] as number
  return sum
}
