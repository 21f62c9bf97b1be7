// The windows over which everything is counted, and where their bins begin and end.
// `as number` stands where an index is in bounds by construction.
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../contract/time-units.ts'
import { indexOf } from '../index-of.ts'

export const windowNames = ['PT1M', 'PT10M', 'PT1H', 'PT24H', 'P7D'] as const
export type WindowName = (typeof windowNames)[number]

/** A longer window has a higher index. */
export const WINDOW = indexOf(windowNames)

/** A level keeps the stretch between the previous window's end and its own, in bins of `binMs`. */
export type Level = { readonly windowMs: number; readonly binMs: number }

export const levels: readonly Level[] = [
  { windowMs: MINUTE_MS, binMs: 20 * SECOND_MS },
  { windowMs: 10 * MINUTE_MS, binMs: MINUTE_MS },
  { windowMs: HOUR_MS, binMs: 10 * MINUTE_MS },
  { windowMs: 24 * HOUR_MS, binMs: 3 * HOUR_MS },
  { windowMs: 7 * DAY_MS, binMs: DAY_MS },
]
export const LEVELS = levels.length
/** The last level of the window PT1H. */
export const LAST_HOUR = 2
/** The last level of the window PT24H. */
export const LAST_DAY = 3
/** Length of the longest window. A look-up that comes later than this is not counted. */
export const LONGEST_WINDOW_MS = 7 * DAY_MS

/** How far back a window can reach: its oldest bin may begin before the window does. */
export const REACH_MS = Object.fromEntries(
  levels.map(({ windowMs, binMs }, at) => [windowNames[at], windowMs + binMs]),
) as Record<WindowName, number>

// Flat copies, because an array of objects costs a load per step in the hottest loop of the program.
const WINDOW_MS = levels.map((each) => each.windowMs)
const BIN_MS = levels.map((each) => each.binMs)

/** Number of the level's bin that holds `timeMs`. Bins are counted from the epoch. */
export const binAt = (level: number, timeMs: number): number => Math.floor(timeMs / (BIN_MS[level] as number))

/** When a bin begins, epoch milliseconds. */
export const binStartMs = (level: number, bin: number): number => bin * (BIN_MS[level] as number)

/** When a bin leaves its level. */
export const leavesMs = (level: number, bin: number): number =>
  (bin + 1) * (BIN_MS[level] as number) + (WINDOW_MS[level] as number)

/** When the oldest bin that the level can still hold begins: all that came before has left it. */
export const oldestBinMs = (level: number, nowMs: number): number =>
  binStartMs(level, binAt(level, nowMs - (WINDOW_MS[level] as number)))

/**
 * The level whose stretch holds `timeMs` when the account's clock is at `nowMs`; LEVELS when it is too old.
 */
export const levelAt = (timeMs: number, nowMs: number): number => {
  for (let level = 0; level < LEVELS; level++) if (leavesMs(level, binAt(level, timeMs)) > nowMs) return level
  return LEVELS
}
