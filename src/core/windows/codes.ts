// The memory that an account's token codes take.
import { LEVELS } from './levels.ts'
import { keptInLevel, KINDS, type Codes, type Windows } from './windows.ts'

const FEW_CODES = 8

export const codesOf = (windows: Windows, kind: number): Codes => windows.codes[kind] as Codes

/** Makes room for `size` codes and keeps those there are. The caller fills the rest. */
export const resizeCodes = (codes: Codes, size: number): void => {
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
