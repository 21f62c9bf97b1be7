import { DAY_MS } from '../../contract/time-units.ts'
import { distinctSince, type Distinct } from '../windows/distinct.ts'
import { binAt, binStartMs, WINDOW } from '../windows/levels.ts'
import type { Windows } from '../windows/windows.ts'

/**
 * A waybill shown again within this time, or on the day (UTC) on which it begins, is not counted again. A day
 * less than the longest window: what leaves that one must not look like a loss. By whole days, or hours that
 * move into the bin of their day would look like one.
 */
const REMEMBERED_MS = 6 * DAY_MS

/**
 * Call it before the account's clock moves and the look-up is counted; the function it returns, called after
 * that, says by how many waybills those of the last six days have grown.
 *
 * Differences of the same estimate add up to that estimate, so the sampling error of an incident's count does
 * not grow with its days. To count the waybills that the sample does not know would count those again that it
 * has dropped, which for a busy account are most of those it opens every day. A single difference may be
 * negative.
 */
export const createGrowth = (windows: Windows, occurredAt: number, isWanted: boolean): (() => Distinct) => {
  if (!isWanted) return nothing
  const sinceMs = Math.max(windows.nowMs, occurredAt) - REMEMBERED_MS
  const fromMs = binStartMs(WINDOW.P7D, binAt(WINDOW.P7D, sinceMs))
  const before = distinctSince(windows, fromMs)
  return () => {
    const after = distinctSince(windows, fromMs)
    return { distinct: after.distinct - before.distinct, foreign: after.foreign - before.foreign }
  }
}

const NOTHING: Distinct = { distinct: 0, foreign: 0 }
// One function for nearly every look-up.
const nothing = (): Distinct => NOTHING
