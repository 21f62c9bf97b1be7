// How grave evidence is. Signs alone are graded by how rare they are, and by the harm. What lists and trucks look
// like is milder. Kinds that do not tell (`TELLING`) are not looked at.
//
//   the telling signs are only of              and then
//   volume, order, action, time, reveal        low if the list has fewer than 50 waybills, but not if both its
//                                              order and its hours are odd (`isHarmlessList`)
//   volume, order, action                      low if it is mostly the own outlet's (`isOwnList`); a few foreign
//                                              ones among them may be on the list too (`isMixedList`)
//   these, time, reveal, order-lately          never critical, and the first 1,000 records are no harm
//   the same, reach, reach-lately              a truck's records are no harm; of an account that reads mostly
//                                              foreign waybills as in the line before
//   others, too                                every record without a known reason is harm
//
// A newcomer's list is never low: nobody leaves the books, or a list of customers, to somebody who is learning the work.
import { rank, type Severity } from '../../contract/alert.ts'
import { SIGN, signKinds, type Finding, type SignKind } from '../detector.ts'
import { exposedRecords, exposedWaybills, isOwnList, LONGEST_LIST } from '../exposure.ts'
import { TRUCKLOAD } from '../habits/batches.ts'
import type { Policy } from '../policy.ts'
import type { View } from '../view.ts'
import type { Found } from './found.ts'
import type { Signs } from './weigh.ts'

/** Signs of which the severity is not known yet. */
type Weighed = Pick<Signs, 'surprise' | 'kinds' | 'found'>

/** Severity of the signs against the view's account; null if they are not enough for an alert. */
export const severityOfSigns = (signs: Weighed, view: View, policy: Policy): Severity | null => {
  const severity = severityOf(signs.surprise, () => harmOf(signs.kinds, view), policy)
  if (severity === null) return null
  if (isHarmlessList(signs, view)) return 'low'
  return severity === 'critical' && isOnlyList(signs.kinds, view) ? 'high' : severity
}

/** The highest severity among that of the signs and those of the crossed limits. */
export const withLimits = ({ severity: ofSigns, found, kinds }: Signs): Severity | null => {
  let severity = ofSigns
  for (const { finding, rule } of found) {
    if (finding.limit === null) continue
    const ofLimit = isExcused(finding, kinds) ? 'low' : rule.severity
    if (severity === null || rank(ofLimit) > rank(severity)) severity = ofLimit
  }
  return severity
}

/**
 * Whether a crossed limit is only a low alert, whatever the severity of its rule. Unlisted rows are no excuse
 * if exports are telling. Otherwise exports as on other days cross the ceiling now and then, and the first
 * accounts of a role to do so are no news. The first days of a log are no excuse if whose waybills are read
 * tells, and something else too.
 */
const isExcused = ({ excuse }: Finding, kinds: readonly number[]): boolean => {
  if (excuse === 'unlisted') return !isTelling(kinds, SIGN.action)
  if (excuse === 'early') return !isTelling(kinds, SIGN.reach) || tellsOnly(kinds, REACH_ALONE)
  return excuse === 'work'
}

/**
 * Severity by how rare the evidence is. The upper two also take harm: `records` returns the records without a
 * known reason, and is called only where it matters.
 */
export const severityOf = (surprise: number, records: () => number, { alerts }: Policy): Severity | null => {
  const falseAlarms = 10_000 * 10 ** -surprise
  if (falseAlarms <= alerts.criticalFalseAlarms && records() >= alerts.criticalRecords) return 'critical'
  if (falseAlarms <= alerts.highFalseAlarms && records() >= alerts.highRecords) return 'high'
  if (falseAlarms <= alerts.mediumFalseAlarms) return 'medium'
  return falseAlarms <= alerts.lowFalseAlarms ? 'low' : null
}

/**
 * Records without a known reason that the telling signs make suspect. If all of these are signs of a list or
 * of reach, some records are left out:
 * - rows of exports and lists that the log does not itemise, unless exports are a telling sign
 * - of a mere list, the first `LONGEST_LIST`: an honest list is as long when books are checked or a list is
 *   worked off
 * - if foreign waybills are telling too, those of a few other outlets up to `LONGEST_LIST`, and
 *   `LARGEST_TRUCK` in any case: a misrouted truck may carry parcels for many outlets
 */
const harmOf = (kinds: readonly number[], view: View): number => {
  if (!tellsOnly(kinds, OF_A_LIST_OR_REACH)) return exposedRecords(view)
  const records = isTelling(kinds, SIGN.action) ? exposedRecords(view) : exposedWaybills(view)
  if (isOnlyList(kinds, view)) return Math.max(0, records - LONGEST_LIST)
  return Math.max(0, records - Math.min(Math.max(LARGEST_TRUCK, view.ofFewOutlets), LONGEST_LIST))
}

/**
 * Whether the only telling signs are that many waybills were read or exported, each once. Of an account that
 * reads mostly foreign waybills, signs of reach say no more than that. Such signs alone never justify closing
 * an account.
 */
const isOnlyList = (kinds: readonly number[], view: View): boolean =>
  tellsOnly(kinds, OF_A_LIST) || (tellsOnly(kinds, OF_A_LIST_OR_REACH) && view.readsMostlyForeign)

/**
 * Most waybills that a misrouted truck carries. Half of that, a `TRUCKLOAD`, is already left out of the
 * counts (batches.ts).
 */
const LARGEST_TRUCK = 2 * TRUCKLOAD

/**
 * Fewer waybills, each read once, are no alarm if nothing else is telling: a short list is worked off, or a
 * mail goes to some people. A theft worth its while gets at most this many more. A row of numbers walked at
 * night is no list.
 */
const SHORT_LIST = 50

const isHarmlessList = ({ kinds, found }: Weighed, view: View): boolean => {
  if (view.isNewcomer) return false
  const length = Math.min(longestOf(found), view.distinct('PT24H'))
  if (length < SHORT_LIST && tellsOnly(kinds, OF_A_SHORT_LIST))
    return !(isOdd(kinds, SIGN.time) && isOdd(kinds, SIGN.order))
  if (!tellsOnly(kinds, isMixedList(kinds, view) ? OF_A_MIXED_LIST : OF_AN_OWN_LIST)) return false
  return isTelling(kinds, SIGN.action) ? isOwnList(view) : isOwnList(view, exposedWaybills(view))
}

/**
 * Whether there is a list today to which the day's foreign waybills may belong. They are at most a third of
 * it, since not all that is on an outlet's list is its own, and fewer than `SHORT_LIST`.
 */
const isMixedList = (kinds: readonly number[], view: View): boolean => {
  const strange = view.today('strange')
  return isTelling(kinds, SIGN.action) && strange < SHORT_LIST && 3 * strange <= view.today('bulk')
}

/** The highest count of any sign of a list. The day's other work is no part of it. */
const longestOf = (found: readonly Found[]): number => {
  let most = 0
  for (const { detector, finding } of found)
    if (OF_A_SHORT_LIST.has(detector.kind)) most = Math.max(most, finding.observed)
  return most
}

const isTelling = (kinds: readonly number[], kind: number): boolean => (kinds[kind] as number) >= TELLING

export const isOdd = (kinds: readonly number[], kind: number): boolean => (kinds[kind] as number) >= ODD

const tellsOnly = (kinds: readonly number[], of: ReadonlySet<SignKind>): boolean => {
  for (const [at, kind] of signKinds.entries()) if (isTelling(kinds, at) && !of.has(kind)) return false
  return true
}

const REACH_ALONE: ReadonlySet<SignKind> = new Set(['reach'])
const OF_AN_OWN_LIST: ReadonlySet<SignKind> = new Set(['volume', 'order', 'action'])
const OF_A_MIXED_LIST: ReadonlySet<SignKind> = new Set([...OF_AN_OWN_LIST, 'reach'])
const OF_A_SHORT_LIST: ReadonlySet<SignKind> = new Set([...OF_AN_OWN_LIST, 'time', 'reveal'])
const OF_A_LIST: ReadonlySet<SignKind> = new Set([...OF_A_SHORT_LIST, 'order-lately'])
const OF_A_LIST_OR_REACH: ReadonlySet<SignKind> = new Set([...OF_A_LIST, 'reach', 'reach-lately'])

/** Surprise at which a sign is telling: one honest day in a hundred reaches it. */
const TELLING = 2
/** Surprise at which a sign is odd: one honest day in a thousand reaches it. */
const ODD = 3
