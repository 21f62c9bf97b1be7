import type { LookUp } from '../../contract/look-up.ts'
import type { Account } from '../account.ts'
import { dayLoadBefore, usualHabit } from './expected.ts'
import { HABIT_INDEX } from './habit.ts'
import { isYoung, peerGroup, type Peers } from './peers.ts'

const TICKETED = HABIT_INDEX.ticketed

/** So many times what is usual for the account and its role, and so many more: a complaint wave brings many times as many, a lost parcel a hunt. */
const BELIEVED = { timesUsual: 20, more: 60 }

/**
 * Whether a ticket is what the look-up is for. Anybody can write one down: no more of a day's are believed than may be expected of the
 * account and its role.
 */
export const isForTicket = (account: Account, { ticketId, records }: LookUp, peers: Peers): boolean => {
  if (ticketId === null) return false
  const { today, role, underWay } = account
  const ticketed = (today[TICKETED] as number) + Math.max(1, records)
  if (ticketed <= BELIEVED.more || isYoung(peers, underWay.hour)) return true
  const usual = usualHabit(account, peerGroup(peers, role), peers, TICKETED)
  const load = dayLoadBefore(peers, role, underWay.hour)
  return ticketed <= BELIEVED.timesUsual * usual * load + BELIEVED.more
}
