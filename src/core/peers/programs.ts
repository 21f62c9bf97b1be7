import type { LookUp } from '../../contract/look-up.ts'
import { hashLetters } from '../hash-text.ts'
import { countOf } from './frequent-items.ts'
import type { Peers } from './peers.ts'
import { noteSample } from './sampled-items.ts'

/**
 * Account-days, fading by the week, from which a program is common. A new release is on as many within
 * minutes, even in a small lane; a thief's tool is on fewer.
 */
const COMMON = 3

/**
 * Hash of the letters of the look-up's user agent, so that another version is the same program; null if the
 * log has none.
 */
export const programOf = ({ userAgent }: LookUp): number | null =>
  userAgent === null ? null : hashLetters(userAgent)

/**
 * Counts a program. Call it for an account's first look-up of a day only, so that nobody makes a program
 * common by many look-ups.
 */
export const noteProgram = ({ programs }: Peers, program: number | null): void => {
  if (program !== null) noteSample(programs, program)
}

/** Whether enough people of the lane use the program. */
export const isCommonProgram = ({ programs }: Peers, program: number | null): boolean =>
  program !== null && countOf(programs.items, program) >= COMMON
