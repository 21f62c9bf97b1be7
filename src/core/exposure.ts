// How much has been read that no known reason explains, and when that may be a list of the own books.
import type { View } from './view.ts'

/**
 * Records without a known reason in 24 hours, whatever hour a day begins at. Shown again they are no more; rows that the log does not list
 * count on their day.
 */
export const exposedRecords = (view: View): number =>
  Math.max(view.today('unexplained'), exposedWaybills(view))

/**
 * The same without rows that the log does not list. Those waybills of which a log does not say where they go, though it does of others, are
 * what the day's lists leave of it.
 */
export const exposedWaybills = (view: View): number =>
  Math.max(
    view.today('unexplained') - view.today('bulk'),
    Math.min(
      view.count('unexplained', 'PT24H'),
      view.isReachLogged ? view.foreign('PT24H') : view.distinct('PT24H'),
    ),
  )

/** Nobody checks more in a day: twice what the policy allows of other outlets by default, and more than data entry does. */
export const LONGEST_LIST = 1_000

/** In a day by one person, at a minute and a half each for seven and a half hours. */
const MOST_CALLS = 300

/**
 * Whether the day's waybills may be a check of the books, as at the end of a month: most are the own outlet's, and they are no more than the
 * longest list: hundreds in an hour, for some hours, without the labels that are printed besides. A harvest of them goes on on the next day,
 * which another kind of sign tells of. To check the books nobody unmasks them, and to call people, no more than can be called.
 * `unexplained`: records of the 24 hours without a known reason.
 */
export const isOwnList = (view: View, unexplained = view.count('unexplained', 'PT24H')): boolean => {
  if (view.reading('PT24H') >= LONGEST_LIST || view.today('reveals') > MOST_CALLS) return false
  const distinct = view.distinct('PT24H')
  // A ticket explains a waybill of another outlet, and does not make it one of the own books.
  return unexplained < distinct / 2 && view.foreign('PT24H') < distinct / 2
}
