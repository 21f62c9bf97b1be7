import type { LookUp, Waybill } from '../../contract/look-up.ts'
import { findToken, standsFor, type Place } from './find-token.ts'
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
  /**
   * How many earlier openings it stands for (`standsFor` of find-token.ts); 0 if it is new or was only listed.
   */
  readonly openings: number
}

/** Call it before `seeToken` records the waybill. Sets `place` to where its token was found. */
export const recall = (windows: Windows, lookUp: LookUp, waybill: Waybill, place: Place): Shown => {
  findToken(windows, waybill.hi >>> 0, place)
  const isNew = place.row === -1
  return {
    lookUp,
    waybill,
    isNew,
    lastMs: isNew ? -1 : rowStartMs(windows, place.row),
    openings: isNew || place.kind === LISTED ? 0 : wholeOf(standsFor(windows, place), waybill.lo),
  }
}

/**
 * Rounds up or down so that sums are right on average. The token decides, so the same waybill is always
 * rounded alike.
 */
const wholeOf = (times: number, token: number): number => Math.floor(times + (token >>> 0) / 2 ** 32)
