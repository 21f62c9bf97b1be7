// For how long the log, a role and an account have been known, and so what can be measured by them. `hour` is
// local hours since the epoch.
import { DAY_MS, HOUR_MS } from '../../contract/time-units.ts'
import { OwnSum, ownSum, type Account } from '../account.ts'
import { firstHourOf, HOURS_OF_WEEK } from '../time.ts'
import { isAssumed } from './assumed-role.ts'
import { peerGroup, peerSum, PeerSum, type Peers } from './peers.ts'

/**
 * Account-days of a role, and hours of the log, from which a baseline is settled. Before, scores measure how
 * little is known.
 */
const SETTLED = { days: 20, hours: 48 }
/**
 * Hours that have been seen of the log before one of its early days begins: these are the second day of work
 * and the third, whatever time of day the log begins at.
 */
const EARLY = { from: 12, to: 60 }
/** Hours of the log after which nobody appears for the first time for having had days off. */
const EVERYBODY_SEEN_HOURS = 72
/** Age of an account from which it has earlier days to compare with. */
export const EARLIER_DAYS_MS = 3 * DAY_MS

/** Whether the account is old enough for signs that compare it with its earlier days. */
export const hasEarlierDays = ({ windows, firstSeenMs }: Account): boolean =>
  windows.nowMs - firstSeenMs >= EARLIER_DAYS_MS

/** Hours since the first hour that this lane or another has learnt; -1 if there is none. */
export const hoursKnown = ({ firstHour, othersFirstHour }: Peers, hour: number): number => {
  if (othersFirstHour === -1) return firstHour === -1 ? -1 : hour - firstHour
  return hour - (firstHour === -1 ? othersFirstHour : Math.min(firstHour, othersFirstHour))
}

/** Whether these are the first days of the log, when nothing is known but what is assumed. */
export const isYoung = (peers: Peers, hour: number): boolean => hoursKnown(peers, hour) < SETTLED.hours

/**
 * Whether the day of work is the log's second or third. The days before it are no measure of it, so each account
 * is compared with what the others do on the same day (learn-scores.ts). The first day is none of them: all
 * that is done on it is measured against mere assumptions.
 */
export const isEarlyDay = (peers: Peers, day: number): boolean => {
  const known = hoursKnown(peers, firstHourOf(day))
  return known >= EARLY.from && known < EARLY.to
}

/**
 * Whether less than a week of the log has passed. Nobody's Monday is known yet, and colleagues have it in
 * common.
 */
export const isFirstWeek = (peers: Peers, hour: number): boolean => hoursKnown(peers, hour) < HOURS_OF_WEEK

/**
 * Whether the company and the role have been seen for long enough. A new lane of a known company is not in
 * its first days. An assumed role changes with what the account reads, and nobody else may have it, so
 * everyone's days count instead.
 */
export const isSettled = (peers: Peers, role: string, hour: number): boolean => {
  const group = isAssumed(role) ? peers.everyone : peerGroup(peers, role)
  return !isYoung(peers, hour) && peerSum(group, PeerSum.activeDays) >= SETTLED.days
}

/**
 * Whether a baseline bounds what can be learnt. It does after the first week even if the role is not settled,
 * or a rare role would stay open to any lesson for ever.
 */
export const isMeasured = (peers: Peers, role: string, hour: number): boolean =>
  isSettled(peers, role, hour) || !isFirstWeek(peers, hour)

/**
 * Whether the account began to work within the last week, when everybody had been seen and the role's baseline
 * was settled.
 */
export const isNewcomer = ({ windows, firstSeenMs, role, underWay }: Account, peers: Peers): boolean => {
  const ageHours = (windows.nowMs - firstSeenMs) / HOUR_MS
  if (ageHours >= HOURS_OF_WEEK) return false
  const began = underWay.hour - Math.floor(ageHours)
  return hoursKnown(peers, began) >= EVERYBODY_SEEN_HOURS && isSettled(peers, role, began)
}

/**
 * Whether the log is young, and the account has been at work all through it, as an automated interface is.
 * Such an account presumably worked in the same way before the log began.
 */
export const isAsEver = (account: Account, peers: Peers): boolean => {
  const { hour } = account.underWay
  return (
    isYoung(peers, hour) &&
    ownSum(account, OwnSum.activeHours) >= hoursKnown(peers, hour) * MOST_HOURS - FEW_HOURS
  )
}

const MOST_HOURS = 0.8
const FEW_HOURS = 2
