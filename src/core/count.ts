import type { LookUp, Waybill } from '../contract/look-up.ts'
import type { Account } from './account.ts'
import {
  countLookUp,
  countTicketed,
  countWaybill,
  numbersMissed,
  type Occasion,
} from './habits/count-habits.ts'
import { isList } from './habits/habit.ts'
import { localHour, workDay } from './time.ts'
import type { Place } from './windows/find-token.ts'
import { METRIC } from './windows/metrics.ts'
import { recall, type Shown } from './windows/recall.ts'
import { rowAt } from './windows/row-at.ts'
import { seeToken } from './windows/see-token.ts'
import { addCount, FOREIGN, LISTED, OWN } from './windows/windows.ts'

/**
 * Counts the look-up in the windows and the daily counts. `place` is scratch space. A look-up of an earlier
 * day counts in the windows only, because the daily counts of that day have already been learnt.
 */
export const count = (account: Account, lookUp: LookUp, occasion: Occasion, place: Place): void => {
  const row = rowAt(account.windows, lookUp.occurredAt)
  const { isOfToday } = occasion
  countMetrics(account, lookUp, row, occasion)
  if (isOfToday) countLookUp(account, lookUp, occasion)
  if (lookUp.outcome !== 'found') return
  let fresh = 0
  for (const waybill of onceEach(lookUp.waybills)) {
    const shown = recall(account.windows, lookUp, waybill, place)
    // Shown again since: a late look-up must not move the waybill back in time.
    if (shown.lastMs > lookUp.occurredAt) continue
    seeToken(account.windows, waybill.hi >>> 0, row, kindOf(shown), place)
    if (isOfToday) countUnderWay(account, shown, countWaybill(account, shown, occasion), occasion)
    if (shown.isNew) fresh++
  }
  if (isOfToday) countTicketed(account, lookUp, fresh)
}

/**
 * A log with one row per scan or piece repeats a waybill within one look-up. It was shown once, and not
 * reopened.
 */
const onceEach = (waybills: readonly Waybill[]): readonly Waybill[] => {
  if (waybills.length < 2) return waybills
  /** [lo] hi */
  const seen = new Map<number, number>()
  return waybills.filter(({ hi, lo }) => {
    if (seen.get(lo) === hi) return false
    seen.set(lo, hi)
    return true
  })
}

const kindOf = ({ lookUp, waybill, openings }: Shown): number => {
  if (waybill.reach === 'foreign') return FOREIGN
  return openings === 0 && isList(lookUp) ? LISTED : OWN
}

/**
 * Counts a waybill that is new to the current day or hour. A late look-up of an earlier hour counts for the
 * day only.
 */
const countUnderWay = (
  { underWay }: Account,
  { waybill: { reach }, isNew, lastMs }: Shown,
  isBatch: boolean,
  { hour, day, zoneMs }: Occasion,
): void => {
  if (isNew) {
    if (!isBatch) underWay.dayDistinct++
    if (reach === 'foreign') {
      underWay.dayForeign++
      if (isBatch) underWay.dayForeignLeftOut++
    }
  }
  const lastHour = localHour(lastMs, zoneMs)
  if (hour !== underWay.hour || hour === lastHour) return
  const isOfEarlierDay = !isNew && workDay(lastHour) < day
  if (isBatch || isOfEarlierDay) {
    underWay.hourLeftOut++
    if (reach === 'foreign') underWay.hourForeignLeftOut++
  } else underWay.hourDistinct++
  if (isOfEarlierDay) return
  if (reach === 'foreign') underWay.hourForeign++
  if (reach !== 'unknown') underWay.hourKnown++
}

const countMetrics = ({ windows }: Account, lookUp: LookUp, row: number, { isForTicket }: Occasion): void => {
  addCount(windows, row, METRIC.lookUps, 1)
  if (lookUp.records > 0) {
    addCount(windows, row, METRIC.records, lookUp.records)
    const unexplained = isForTicket ? 0 : unexplainedRecords(lookUp)
    if (unexplained > 0) addCount(windows, row, METRIC.unexplained, unexplained)
  }
  if (lookUp.outcome === 'not_found') addCount(windows, row, METRIC.notFound, numbersMissed(lookUp))
  if (lookUp.outcome === 'denied') addCount(windows, row, METRIC.denied, numbersMissed(lookUp))
  if (lookUp.action === 'export') addCount(windows, row, METRIC.exports, 1)
}

/**
 * Records shown without a known reason, for a look-up without a believed ticket: only waybills of the
 * account's own outlet are explained. Rows that the log counts without listing them have no known reason.
 */
const unexplainedRecords = (lookUp: LookUp): number => {
  let explained = 0
  for (const waybill of lookUp.waybills) if (waybill.reach === 'own') explained++
  return lookUp.records - explained
}
