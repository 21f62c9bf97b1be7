// `as number` stands where an index is in bounds by construction.
import type { LookUp } from '../../contract/look-up.ts'
import { TICKET_PLACES, type Account } from '../account.ts'
import { bounded, type Bound } from '../baselines/lessons.ts'
import { roleHabit, usualHabit } from '../baselines/usual-habit.ts'
import { scatterText } from '../hash-text.ts'
import { dayLoadBefore } from '../peers/load.ts'
import { isYoung } from '../peers/log-age.ts'
import { peerGroup, type Peers } from '../peers/peers.ts'
import { HABIT } from './habit.ts'

/**
 * Waybills a day for which tickets are believed. `more`: beyond the usual of the account and its role,
 * however low that is, since one lost parcel can take a long hunt. `young`: in the first days of a log, for
 * anybody.
 */
const BELIEVED = { more: 60, young: 500 }

/**
 * Most ticketed waybills of a day in a complaint wave. Where few are usual, a wave brings many times as many.
 * Where a hundred are usual, it brings a smaller multiple. Otherwise a thief there who writes a ticket for
 * every look-up would be believed for thousands.
 */
const wave = (usual: number): number => Math.min(20 * usual, 5 * usual + 100)

/**
 * Most waybills a day that one ticket explains. A ticket is about one parcel, or those of one sender: our
 * logs and others have up to a dozen per ticket, auditors up to 37. Whoever needs a reason for hundreds
 * writes down the same ticket every time.
 */
const MOST_A_TICKET = 20
/** Allowance for what other tickets add to the same place, in standard errors. It varies as counts do. */
const ERRORS = 4

const placeOf = (ticketId: string): number => scatterText(ticketId) % TICKET_PLACES

/** Counts records that are shown for a ticket. */
export const noteTicket = ({ tickets }: Account, ticketId: string, records: number): void => {
  const place = placeOf(ticketId)
  tickets[place] = Math.min(255, (tickets[place] as number) + records)
}

/**
 * Whether the ticket has been used for too many waybills today, `more` included. Tickets share places, as in
 * a row of a count-min sketch, so what a place typically holds is not this ticket's (F. Deng and D. Rafiei,
 * "New estimation algorithms for streaming data: Count-min can do more", 2007; here by the median, since
 * several tickets may be worn).
 */
const isWorn = ({ tickets }: Account, ticketId: string, more: number): boolean => {
  const held = (tickets[placeOf(ticketId)] as number) + more
  if (held <= MOST_A_TICKET) return false
  const ofOthers = tickets.toSorted()[TICKET_PLACES / 2] as number
  return held > MOST_A_TICKET + ofOthers + ERRORS * Math.sqrt(ofOthers)
}

/**
 * Whether the look-up's ticket is believed as its reason. Anybody can write a ticket down. So no more
 * waybills a day are believed than can be expected of both the account and its role, and few for the same
 * ticket. The tickets that the account itself has always written prove nothing.
 */
export const isForTicket = (account: Account, { ticketId, records }: LookUp, peers: Peers): boolean => {
  const shown = Math.max(1, records)
  if (ticketId === null || isWorn(account, ticketId, shown)) return false
  const ticketed = (account.today[HABIT.ticketed] as number) + shown
  return ticketed <= BELIEVED.more || ticketed <= mostBelieved(account, peers)
}

/** Waybills read today for tickets, up to the number that is believed. */
export const believedToday = (account: Account, peers: Peers): number =>
  Math.min(account.today[HABIT.ticketed] as number, mostBelieved(account, peers))

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

/** Bound on what one account's day teaches its role. */
const LESSON: Bound = { factor: 2, slack: 20 }

/**
 * How many of the day's ticketed waybills the role learns. Bounded, so that no account can raise the number
 * believed of it by writing tickets.
 */
export const ticketsToLearn = ({ today, role }: Account, peers: Peers): number =>
  bounded(today[HABIT.ticketed] as number, roleHabit(peerGroup(peers, role), peers, HABIT.ticketed), LESSON)
