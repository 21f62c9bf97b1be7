// How much has been read without a known reason, and when that may be a check of the own outlet's books.
import type { View } from './view.ts'

/**
 * Records without a known reason, in the last 24 hours or today, whichever is more: so the hour at which a
 * day begins does not matter. A waybill shown twice counts once. Rows that the log does not list count on
 * their day of work.
 */
export const exposedRecords = (view: View): number =>
  Math.max(view.today('unexplained'), exposedWaybills(view))

/**
 * As `exposedRecords`, without rows that the log does not list. If the log names the outlets of some waybills
 * only, the others count in the first term alone: today's records without a known reason, less those of lists
 * and exports.
 */
export const exposedWaybills = (view: View): number =>
  Math.max(
    view.today('unexplained') - view.today('bulk'),
    Math.min(
      view.count('unexplained', 'PT24H'),
      view.isReachLogged ? view.foreign('PT24H') : view.distinct('PT24H'),
    ),
  )

/**
 * Most waybills that anybody checks in a day: twice the default exposure ceiling, and more than data entry
 * handles.
 */
export const LONGEST_LIST = 1_000

/** Calls that one person can make in a day: a minute and a half each, for seven and a half hours. */
const MOST_CALLS = 300

/**
 * Whether the day's waybills may be a check of the books, as at the end of a month. Then most are the own
 * outlet's, and there are fewer than `LONGEST_LIST` besides printed labels; hundreds may come in an hour. At
 * most `MOST_CALLS` are unmasked: checking books takes no unmasking, and nobody calls more people. A harvest
 * of the own books goes on the next day, and another kind of sign reports that.
 * `unexplained`: records of the 24 hours without a known reason.
 */
export const isOwnList = (view: View, unexplained = view.count('unexplained', 'PT24H')): boolean => {
  if (view.reading('PT24H') >= LONGEST_LIST || view.today('reveals') > MOST_CALLS) return false
  const distinct = view.distinct('PT24H')
  // A ticket explains a foreign waybill, but does not make it part of the own books: so both are compared.
  return unexplained < distinct / 2 && view.foreign('PT24H') < distinct / 2
}
