import type { LookUp } from '../../contract/look-up.ts'
import { hashLetters } from '../hash-text.ts'
import { countOf } from './frequent-items.ts'
import type { Peers } from './peers.ts'
import { noteSample } from './sampled-items.ts'

/** So many account-days, fading by the week: a new release is on as many within minutes, even in a small lane; a thief's tool is on fewer. */
const COMMON = 3

/** The software of a look-up, as a hash of the letters of its name; null where the log does not say. It gets another version now and then. */
export const programOf = ({ userAgent }: LookUp): number | null =>
  userAgent === null ? null : hashLetters(userAgent)

/** Counts the program of an account's first look-up of a day, so that nobody makes one common by looking up much. */
export const noteProgram = ({ programs }: Peers, program: number | null): void => {
  if (program !== null) noteSample(programs, program)
}

/** Whether the people of the lane use the program. */
export const isCommonProgram = ({ programs }: Peers, program: number | null): boolean =>
  program !== null && countOf(programs.items, program) >= COMMON
