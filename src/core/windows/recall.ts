import type { LookUp, Waybill } from '../../contract/look-up.ts'
import { findToken, standsFor, type Place } from './distinct.ts'
import { LISTED, rowStartMs, type Windows } from './windows.ts'

/**
 * A waybill that a look-up shows, and what the account did with it in the seven days before, as far as the
 * sample of tokens knows.
 */
export type Shown = {
  readonly lookUp: LookUp
  readonly waybill: Waybill
  /** Not shown in those seven days. Showing a waybill again exposes nothing more. */
  readonly isNew: boolean
  /** Start of the bin in which it was last shown, epoch milliseconds; -1 if it is new. */
  readonly lastMs: number
  /** How many waybills it stands for that were shown before (`standsFor` of distinct.ts); 0 if it is new. */
  readonly standsFor: number
  /** How many earlier openings it stands for, at most 8; 0 if it is new or was only listed. */
  readonly openings: number
}

/** Otherwise single waybills of a very busy account would weigh too much on what is judged of its day. */
const MOST_OPENINGS = 8

/** Call it before `seeToken` records the waybill. Sets `place` to where its token was found. */
export const recall = (windows: Windows, lookUp: LookUp, waybill: Waybill, place: Place): Shown => {
  findToken(windows, waybill.hi >>> 0, place)
  const isNew = place.row === -1
  const times = isNew ? 0 : standsFor(windows, place)
  return {
    lookUp,
    waybill,
    isNew,
    lastMs: isNew ? -1 : rowStartMs(windows, place.row),
    standsFor: times,
    openings: isNew || place.kind === LISTED ? 0 : wholeOf(Math.min(MOST_OPENINGS, times), waybill.lo),
  }
}

/**
 * Rounds up or down so that sums are right on average. The token decides, so the same waybill is always
 * rounded alike.
 */
const wholeOf = (times: number, token: number): number => Math.floor(times + (token >>> 0) / 2 ** 32)
