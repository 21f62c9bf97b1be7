// `as number` stands where an index is in bounds by construction.
import type { LookUp } from '../../contract/look-up.ts'
import { TICKET_PLACES, type Account } from '../account.ts'
import { bounded, type Bound } from '../baselines/bounded.ts'
import { roleHabit, usualHabit } from '../baselines/usual-habit.ts'
import { scatterText } from '../hash-text.ts'
import { dayLoadBefore } from '../peers/load.ts'
import { isYoung, peerGroup, type Peers } from '../peers/peers.ts'
import { HABIT } from './habit.ts'

/**
 * So many more than what is usual for the account and its role, whatever that is: a lost parcel is a hunt.
 * While little is known, as many as anybody has.
 */
const BELIEVED = { more: 60, young: 500 }

/**
 * A complaint wave brings many times as many tickets to who has few, and not so many times as many to who has a hundred on any day: else
 * there a thief who writes one for every look-up would be believed for thousands.
 */
const wave = (usual: number): number => Math.min(20 * usual, 5 * usual + 100)

/**
 * A ticket is about a parcel, or those of one sender: logs of ours and of others have up to a dozen a ticket, auditors up to 37. Who needs a
 * reason for hundreds writes down one and the same.
 */
const MOST_A_TICKET = 20
/** What other tickets add to a place varies as counts do, by so many standard errors. */
const ERRORS = 4

const placeOf = (ticketId: string): number => scatterText(ticketId) % TICKET_PLACES

/** Counts records that are shown for a ticket. */
export const noteTicket = ({ tickets }: Account, ticketId: string, records: number): void => {
  const place = placeOf(ticketId)
  tickets[place] = Math.min(255, (tickets[place] as number) + records)
}

/**
 * Whether the ticket has been used for too many waybills today, with `more` of them. Tickets share places, as in a row of a count-min
 * sketch: what a place holds as a rule is not this ticket's (F. Deng and D. Rafiei, "New estimation algorithms for streaming data: Count-min
 * can do more", 2007; by the median, since several may be worn).
 */
const isWorn = ({ tickets }: Account, ticketId: string, more: number): boolean => {
  const held = (tickets[placeOf(ticketId)] as number) + more
  if (held <= MOST_A_TICKET) return false
  const ofOthers = tickets.toSorted()[TICKET_PLACES / 2] as number
  return held > MOST_A_TICKET + ofOthers + ERRORS * Math.sqrt(ofOthers)
}

/**
 * Whether a ticket is what the look-up is for. Anybody can write one down: no more of a day's are believed than may be expected of the
 * account, and of its role, nor many waybills for the same one. What the account itself has always written down proves nothing.
 */
export const isForTicket = (account: Account, { ticketId, records }: LookUp, peers: Peers): boolean => {
  const shown = Math.max(1, records)
  if (ticketId === null || isWorn(account, ticketId, shown)) return false
  const ticketed = (account.today[HABIT.ticketed] as number) + shown
  return ticketed <= BELIEVED.more || ticketed <= mostBelieved(account, peers)
}

/** Waybills read today for tickets, as far as these are believed. */
export const believedToday = (account: Account, peers: Peers): number => {
  const ticketed = account.today[HABIT.ticketed] as number
  return ticketed <= BELIEVED.more ? ticketed : Math.min(ticketed, mostBelieved(account, peers))
}

/** The most waybills in a day for which the account's tickets are believed. */
const mostBelieved = (account: Account, peers: Peers): number => {
  const { role, underWay } = account
  if (isYoung(peers, underWay.hour)) return BELIEVED.young
  const group = peerGroup(peers, role)
  const usual = Math.min(
    usualHabit(account, group, peers, HABIT.ticketed),
    roleHabit(group, peers, HABIT.ticketed),
  )
  return Math.floor(wave(usual) * dayLoadBefore(peers, role, underWay.hour)) + BELIEVED.more
}

/** What one account can teach its role. */
const LESSON: Bound = { factor: 2, slack: 20 }

/** Of a day's tickets those that the role learns: one account is not to lift what is believed of it by the tickets that it writes. */
export const ticketsToLearn = ({ today, role }: Account, peers: Peers): number =>
  bounded(today[HABIT.ticketed] as number, roleHabit(peerGroup(peers, role), peers, HABIT.ticketed), LESSON)
