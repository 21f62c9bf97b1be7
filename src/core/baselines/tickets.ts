import type { LookUp } from '../../contract/look-up.ts'
import type { Account } from '../account.ts'
import { bounded, type Bound } from './bounded.ts'
import { HABIT } from './habit.ts'
import { dayLoadBefore } from './load.ts'
import { isYoung, peerGroup, type Peers } from './peers.ts'
import { roleHabit, usualHabit } from './usual-habit.ts'

/**
 * So many times what is usual for the account and its role, and so many more: a complaint wave brings many times as many, a lost parcel a
 * hunt. While little is known, as many as anybody has.
 */
const BELIEVED = { timesUsual: 20, more: 60, young: 500 }

/**
 * Whether a ticket is what the look-up is for. Anybody can write one down: no more of a day's are believed than may be expected of the
 * account, and of its role: what the account itself has always written down proves nothing.
 */
export const isForTicket = (account: Account, { ticketId, records }: LookUp, peers: Peers): boolean => {
  if (ticketId === null) return false
  const { today, role, underWay } = account
  const ticketed = (today[HABIT.ticketed] as number) + Math.max(1, records)
  if (ticketed <= BELIEVED.more) return true
  if (isYoung(peers, underWay.hour)) return ticketed <= BELIEVED.young
  const group = peerGroup(peers, role)
  const usual = Math.min(
    usualHabit(account, group, peers, HABIT.ticketed),
    roleHabit(group, peers, HABIT.ticketed),
  )
  const load = dayLoadBefore(peers, role, underWay.hour)
  return ticketed <= BELIEVED.timesUsual * usual * load + BELIEVED.more
}

/** What one account can teach its role. */
const LESSON: Bound = { factor: 2, slack: 20 }

/** Of a day's tickets those that the role learns: one account is not to lift what is believed of it by the tickets that it writes. */
export const ticketsToLearn = ({ today, role }: Account, peers: Peers): number =>
  bounded(today[HABIT.ticketed] as number, roleHabit(peerGroup(peers, role), peers, HABIT.ticketed), LESSON)
