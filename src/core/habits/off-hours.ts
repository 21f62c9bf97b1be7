import type { Account } from '../account.ts'
import { isAssumed } from '../peers/assumed-role.ts'
import { hoursKnown } from '../peers/log-age.ts'
import {
  cellHours,
  peerGroup,
  peerSum,
  PeerSum,
  sumOverDays,
  type PeerGroup,
  type Peers,
} from '../peers/peers.ts'
import { HOURS_OF_WEEK, hourOfWeek, WEEK_MS } from '../time.ts'
import { HABIT } from './habit.ts'

/** An hour of the week belongs to the role when it holds at least a tenth of its average hour's work. */
const ROLE_SHARE = 0.1
/**
 * Least account-hours that a tenth of the average hour must come to. Below it, an hour of the week without
 * any work does not tell that a small role is off then.
 */
const TELLING_HOURS = 1

/**
 * Whether neither the account nor its role works around this hour of the week. One hour early or late is
 * overtime. Work that began off hours stays off hours: otherwise each of its hours would make the next one
 * overtime. `hour` is local hours since the epoch.
 */
export const isOffHours = (account: Account, peers: Peers, hour: number): boolean => {
  const cell = hourOfWeek(hour)
  if (worksAround(peerGroup(peers, account.role), cell)) return false
  // An assumed role tells how much its people read, not when, and may have begun in the middle of a week.
  if (isAssumed(account.role) && worksAround(peers.everyone, cell)) return false
  if (!isHourKnown(peers, hour)) return false
  const { profile } = account.own
  if (profile.length === 0 || account.windows.nowMs - account.firstSeenMs < WEEK_MS) return true
  const isOvertime = account.today[HABIT.offHours] === 0 && profile[hourBefore(cell)] !== 0
  return profile[cell] === 0 && profile[hourAfter(cell)] === 0 && !isOvertime
}

const hourBefore = (cell: number): number => (cell + HOURS_OF_WEEK - 1) % HOURS_OF_WEEK
const hourAfter = (cell: number): number => (cell + 1) % HOURS_OF_WEEK

const worksAround = (group: PeerGroup, cell: number): boolean =>
  worksAt(group, cell) || worksAt(group, hourBefore(cell)) || worksAt(group, hourAfter(cell))

/** Whether people of the group work at this hour of the week. Also true while too little is known to tell. */
const worksAt = (group: PeerGroup, cell: number): boolean => {
  const average = peerSum(group, PeerSum.activeHours) / HOURS_OF_WEEK
  if (average < 1 || cellHours(group, cell) >= average * ROLE_SHARE) return true
  return average * ROLE_SHARE < TELLING_HOURS && isHourOfDay(group, cell, average)
}

/** Whether the group works at this hour on other days of the week. */
const isHourOfDay = (group: PeerGroup, cell: number, average: number): boolean =>
  sumOverDays(group, cell, cellHours) >= average * ROLE_SHARE * DAYS_OF_WEEK

const DAYS_OF_WEEK = 7

/**
 * Whether this lane or another has seen this hour of the week before. If so, it has also seen the twelve
 * hours after it, and somebody worked in them. A few late events from days before the log began are too few
 * to count.
 */
const isHourKnown = (peers: Peers, hour: number): boolean => {
  if (hoursKnown(peers, hour) < HOURS_OF_WEEK) return false
  const { everyone } = peers
  const cell = hourOfWeek(hour)
  let hours = 0
  for (let ahead = 1; ahead <= HOURS_AHEAD; ahead++)
    hours += cellHours(everyone, (cell + ahead) % HOURS_OF_WEEK)
  return hours >= (peerSum(everyone, PeerSum.activeHours) / DAYS_OF_WEEK) * ROLE_SHARE
}

const HOURS_AHEAD = 12
