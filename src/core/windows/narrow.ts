// Narrow codes: 14 bits of a token's hash, which is all that is kept of a token once it has left the last
// hour, and of those in the last hour while that samples.
// `as number` stands where an index is in bounds by construction.
import { codesOf } from './codes.ts'
import { LAST_HOUR, LEVELS } from './levels.ts'
import { keptInLevel, type Codes, type Windows } from './windows.ts'

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

export const narrowBetween = ({ values }: Codes, first: number, end: number): void => {
  for (let index = first; index < end; index++) values[index] = narrow(values[index] as number)
}

/**
 * Number of tokens of a kind whose codes are narrow: all but those of an exact last hour. They come first.
 */
export const narrowTokens = (windows: Windows, kind: number): number => {
  if (windows.isNarrow) return codesOf(windows, kind).size
  let sum = 0
  for (let level = LAST_HOUR + 1; level < LEVELS; level++) sum += keptInLevel(windows, level, kind)
  return sum
}
