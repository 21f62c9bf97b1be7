import type { Severity } from '../../contract/alert.ts'
import { SIGN, signKinds, type SignKind } from '../detector.ts'
import { exposedRecords, exposedWaybills, isOwnList, LONGEST_LIST } from '../exposure.ts'
import { TRUCKLOAD } from '../habits/batches.ts'
import type { Policy } from '../policy.ts'
import type { View } from '../view.ts'
import type { Found } from './found.ts'

/** What speaks against an account. */
export type Signs = {
  /** -log10 of the share of honest account-days on which as much does. */
  readonly surprise: number
  /** What each kind of sign says, in the order of `signKinds`. */
  readonly kinds: readonly number[]
  readonly found: readonly Pick<Found, 'detector' | 'finding'>[]
}

/** How grave it is that so much speaks against the account of the view. */
export const severityOfSigns = (signs: Signs, view: View, policy: Policy): Severity | null => {
  const severity = severityOf(signs.surprise, () => harmOf(signs.kinds, view), policy)
  if (severity === null) return null
  if (isHarmlessList(signs, view)) return 'low'
  return severity === 'critical' && isOnlyList(signs.kinds, view) ? 'high' : severity
}

/** How sure it is, and for the upper two how much harm is done: `records` without a known reason, asked for where it matters. */
export const severityOf = (surprise: number, records: () => number, { alerts }: Policy): Severity | null => {
  const falseAlarms = 10_000 * 10 ** -surprise
  if (falseAlarms <= alerts.criticalFalseAlarms && records() >= alerts.criticalRecords) return 'critical'
  if (falseAlarms <= alerts.highFalseAlarms && records() >= alerts.highRecords) return 'high'
  if (falseAlarms <= alerts.mediumFalseAlarms) return 'medium'
  return falseAlarms <= alerts.lowFalseAlarms ? 'low' : null
}

/**
 * Records without a known reason that what speaks makes suspect. Of a mere list the longest is not: so it is when books are checked or a
 * list is worked off; nor are exports beside it that do not speak. Where whose they are speaks as well, the parcels of a few other outlets
 * are not counted, and a truckload never: those of a truck that went astray may be for many.
 */
const harmOf = (kinds: readonly number[], view: View): number => {
  if (!tellsOnly(kinds, OF_A_LIST_OR_REACH)) return exposedRecords(view)
  const records = isTelling(kinds, SIGN.action) ? exposedRecords(view) : exposedWaybills(view)
  if (isOnlyList(kinds, view)) return Math.max(0, records - LONGEST_LIST)
  return Math.max(0, records - Math.min(Math.max(LARGEST_TRUCK, view.ofFewOutlets), LONGEST_LIST))
}

/**
 * Whether all that speaks is that much was read or exported, each once; whose it is tells nothing more of who reads mostly foreign waybills.
 * However much it is, that closes no account by itself.
 */
const isOnlyList = (kinds: readonly number[], view: View): boolean =>
  tellsOnly(kinds, OF_A_LIST) || (tellsOnly(kinds, OF_A_LIST_OR_REACH) && view.readsMostlyForeign)

/** As much goes astray at once at the most: half of it is left out of what is strange (batches.ts). */
const LARGEST_TRUCK = 2 * TRUCKLOAD

/**
 * As few waybills, read once, are no alarm where nothing else tells: a short list is worked off, a mail goes to some people. It costs no
 * theft worth its while more than these. A row of numbers walked at night is no list.
 */
const SHORT_LIST = 50

const isHarmlessList = ({ kinds, found }: Signs, view: View): boolean => {
  const length = Math.min(longestOf(found), view.distinct('PT24H'))
  if (length < SHORT_LIST && tellsOnly(kinds, OF_A_SHORT_LIST)) return !isOddTwice(kinds)
  if (!tellsOnly(kinds, isMixedList(kinds, view) ? OF_A_MIXED_LIST : OF_AN_OWN_LIST)) return false
  return isTelling(kinds, SIGN.action) ? isOwnList(view) : isOwnList(view, exposedWaybills(view))
}

/**
 * Whether there is a list today on which the foreign waybills of the day may be: a third of it at the most, since not all that is on an
 * outlet's list is its own, and fewer than a short list has.
 */
const isMixedList = (kinds: readonly number[], view: View): boolean => {
  const strange = view.today('strange')
  return isTelling(kinds, SIGN.action) && strange < SHORT_LIST && 3 * strange <= view.today('bulk')
}

/** The most that any sign of a list has counted: the day's other work is no part of it. */
const longestOf = (found: Signs['found']): number => {
  let most = 0
  for (const { detector, finding } of found)
    if (OF_A_SHORT_LIST.has(detector.kind)) most = Math.max(most, finding.observed)
  return most
}

const isOddTwice = (kinds: readonly number[]): boolean =>
  (kinds[SIGN.time] as number) >= AGREEING && (kinds[SIGN.order] as number) >= AGREEING

export const isTelling = (kinds: readonly number[], kind: number): boolean =>
  (kinds[kind] as number) >= TELLING

const tellsOnly = (kinds: readonly number[], of: ReadonlySet<SignKind>): boolean => {
  for (const [at, kind] of signKinds.entries()) if (isTelling(kinds, at) && !of.has(kind)) return false
  return true
}

const OF_AN_OWN_LIST: ReadonlySet<SignKind> = new Set(['volume', 'order', 'action'])
const OF_A_MIXED_LIST: ReadonlySet<SignKind> = new Set([...OF_AN_OWN_LIST, 'reach'])
const OF_A_SHORT_LIST: ReadonlySet<SignKind> = new Set([...OF_AN_OWN_LIST, 'time', 'reveal'])
const OF_A_LIST: ReadonlySet<SignKind> = new Set([...OF_A_SHORT_LIST, 'order-lately'])
const OF_A_LIST_OR_REACH: ReadonlySet<SignKind> = new Set([...OF_A_LIST, 'reach', 'reach-lately'])

/** From here on what speaks is telling: fewer than one honest day in a hundred comes to as much. */
const TELLING = 2
/** And from here on, fewer than one in a thousand, two kinds agree that a day is odd. */
export const AGREEING = 3
