import type { LookUp, Waybill } from '../../contract/look-up.ts'
import { findToken, standsFor, type Place } from './distinct.ts'
import { LISTED, rowStartMs, type Windows } from './windows.ts'

/** A waybill that a look-up shows, with what the account had done with it in the seven days before, as far as the sample knows. */
export type Shown = {
  readonly lookUp: LookUp
  readonly waybill: Waybill
  /** Not shown in these days. What is shown again exposes nothing more. */
  readonly isNew: boolean
  /** When the bin began in which it was shown last; -1 where it is new. */
  readonly lastMs: number
  /** How many openings the last one stands for; 0 where there was none: it is new, or was only listed. */
  readonly openings: number
}

/** Call it before the waybill is seen again. `place` is where its token is. */
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

/** One of the two whole numbers around it, so that many of them add up to the same; `token` decides, and always alike. */
const wholeOf = (times: number, token: number): number => Math.floor(times + (token >>> 0) / 2 ** 32)
