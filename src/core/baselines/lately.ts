// Hot state: arrays here are written in place. `as number` stands where an index is in bounds by construction.
import { DAY_MS } from '../../contract/time-units.ts'
import { Lately, type Account } from '../account.ts'
import { HABIT } from '../habits/habit.ts'
import { readToday } from '../habits/reading.ts'
import { believedToday } from '../habits/tickets.ts'
import { LOAD_HOURS, loadOf } from '../peers/load.ts'
import { isSettled, peerGroup, type Peers } from '../peers/peers.ts'
import { fromByte, toByte } from '../small-float.ts'
import { RECURRING_SCORE, SCORE_STEPS } from '../surprise/tails.ts'
import { LONGEST_WINDOW_MS } from '../windows/windows.ts'
import { usualDay, type Expected } from './expected.ts'
import { readsForReopenings, usualHabit } from './usual-habit.ts'

/** A day counts as so many usual days at most: one day of other work is no change of ways. */
const MOST_TIMES_USUAL = 3
/** About the last three active days weigh: a theft of a few days should have begun to show on its second. */
const WEIGHT = 0.4
/** Added to what is usual, so that one strange waybill after none is not a multiple. */
const SLACK = { strange: 3, read: 5 }
/**
 * In standard deviations of a person's share of waybills read once. On a day several times as busy the same share comes to several
 * times as many: without it a courier's busy week would look like a theft.
 */
const LEEWAY = 0.5
/** Kept in steps of 1/64, one byte each. */
const STEPS = 64

/**
 * What is followed over days, in usual days:
 * - `strange`: foreign waybills without a known reason, given how busy the day was
 * - `read`: waybills read once, beyond what the reopenings of the day give reason to expect
 */
const lastingMeasures = ['strange', 'read'] as const
export type LastingMeasure = (typeof lastingMeasures)[number]

/** In decades: what less speaks on any day, and how much of one day is remembered at most. */
const DAYS_SIGNS = { least: 0.5, most: 3 }
/** By so much the days before fade with each active day. */
const FADING = 0.6
/** What recurs tells a theft from a strange day better than what is loud. */
const TIMES_RECURRING = 2

/**
 * How much more speaks against an account because it spoke on its last days as well, in decades: twice the less of both. `today` is
 * what signs of reach and order come to. Where nothing speaks today nothing recurs, so that one strange day is none on the next.
 * Signs of other kinds recur in honest work: a new machine stays, and who works late this week works late.
 */
export const recurring = ({ lately }: Account, today: number): number =>
  TIMES_RECURRING * Math.max(0, Math.min(today - DAYS_SIGNS.least, (lately[Lately.spoke] as number) / STEPS))

/** Adds the day's signs to those of the days before, in the same steps. What speaks before the role is known is held against nothing. */
const rememberSigns = ({ lately, dayScores, role, underWay }: Account, peers: Peers): void => {
  const score = isSettled(peers, role, underWay.hour) ? (dayScores[RECURRING_SCORE] as number) : 0
  const spoke = score / SCORE_STEPS - DAYS_SIGNS.least
  const ofDay = Math.min(DAYS_SIGNS.most, Math.max(0, spoke))
  lately[Lately.spoke] = Math.min(255, Math.round((lately[Lately.spoke] as number) * FADING + ofDay * STEPS))
}

/**
 * Waybills read today for no ticket that is believed, of no truckload, and not in a row of numbers. Reading that much more than
 * usual again after a day or two is what `heavy-days` looks for.
 */
export const unticketedToday = (account: Account, peers: Peers): number =>
  Math.max(0, readToday(account) - believedToday(account, peers))

/** How much was read on a day, without tickets, and how many times the usual that was. */
type BusyDay = { readonly read: number; readonly timesUsual: number }

const busyToday = (account: Account, peers: Peers): BusyDay => {
  const { role, underWay } = account
  // Before the role's baseline stands, nobody knows what is usual.
  if (!isSettled(peers, role, underWay.hour)) return NO_BUSY_DAY
  const read = unticketedToday(account, peers)
  const load = loadOf(peers, role, underWay.hour, LOAD_HOURS.day)
  const timesUsual = read / (usualDay(account, peerGroup(peers, role), peers) * load)
  return timesUsual > MOST_TIMES_USUAL ? { read, timesUsual } : NO_BUSY_DAY
}

const NO_BUSY_DAY: BusyDay = { read: 0, timesUsual: 0 }

/** What the account read on the latest of its last two active days that reached both; null where neither did. Exact to 3 %. */
export const busyDayBefore = ({ lately }: Account, least: BusyDay): number | null => {
  for (const { read, timesUsual } of BUSY_DAYS) {
    const before = fromByte(lately[read] as number)
    if (before >= least.read && fromByte(lately[timesUsual] as number) >= least.timesUsual) return before
  }
  return null
}

/** Places of the last two active days, the latest first. */
const BUSY_DAYS = [
  { read: Lately.lastRead, timesUsual: Lately.lastTimesUsual },
  { read: Lately.previousRead, timesUsual: Lately.previousTimesUsual },
] as const

const rememberBusyDay = ({ lately }: Account, { read, timesUsual }: BusyDay): void => {
  lately[Lately.previousRead] = lately[Lately.lastRead] as number
  lately[Lately.previousTimesUsual] = lately[Lately.lastTimesUsual] as number
  lately[Lately.lastRead] = toByte(read)
  lately[Lately.lastTimesUsual] = toByte(timesUsual)
}

/** What the account has done of it today, in usual days. */
export const strangeToday = (account: Account, peers: Peers): number => {
  const { underWay, today, role } = account
  const group = peerGroup(peers, role)
  const load = loadOf(peers, role, underWay.hour, LOAD_HOURS.day)
  const busyness = Math.max(load, underWay.dayDistinct / usualDay(account, group, peers))
  const usual = usualHabit(account, group, peers, HABIT.strange) * busyness
  return (today[HABIT.strange] as number) / (usual + SLACK.strange)
}

/** The same of what was read once; `expected`: what reopenings account for (`readsForReopenings`). */
export const unexplainedToday = (account: Account, peers: Peers, { mean, dispersion }: Expected): number => {
  const { underWay, today, role } = account
  const unexplained = (today[HABIT.read] as number) - mean * (1 + LEEWAY / Math.sqrt(dispersion))
  if (unexplained <= 0) return 0
  const group = peerGroup(peers, role)
  const usual =
    usualHabit(account, group, peers, HABIT.read) * loadOf(peers, role, underWay.hour, LOAD_HOURS.day)
  return unexplained / (usual / 2 + SLACK.read)
}

/**
 * What the account has done of it over its last days, without today: an exponentially weighted mean (S. W. Roberts 1959,
 * https://doi.org/10.1080/00401706.1959.10489860), in usual days.
 */
export const latelyDone = ({ lately }: Account, measure: LastingMeasure): number =>
  (lately[Lately[measure]] as number) / STEPS

/** After so long a sleep no window knows what came before it. */
const isLongSleep = (idleDays: number): boolean => idleDays * DAY_MS >= LONGEST_WINDOW_MS

/** Begins a day after so many days without a look-up. What was strange before a long sleep is none of the days before. */
export const wakeLately = ({ lately }: Account, idleDays: number): void => {
  if (isLongSleep(idleDays)) lately.fill(0)
}

/** Whether it is the first day after so long a sleep that whatever is opened again seems to be new. */
const hasForgotten = ({ traces, underWay }: Account): boolean =>
  traces.awakeSince === underWay.day && isLongSleep(traces.idleDays)

/** Ends a day. After an alert it begins anew: what was reported need not be reported every day, and what a person has cleared is no sign. */
export const endDayLately = (account: Account, peers: Peers): void => {
  const { lately, underWay } = account
  if (underWay.isDayTainted || underWay.isDayCleared) {
    lately.fill(0)
    return
  }
  rememberSigns(account, peers)
  rememberBusyDay(account, busyToday(account, peers))
  if (hasForgotten(account)) return
  const expected = readsForReopenings(account, peerGroup(peers, account.role), peers)
  const done = { strange: strangeToday(account, peers), read: unexplainedToday(account, peers, expected) }
  for (const measure of lastingMeasures) {
    const at = Lately[measure]
    const before = lately[at] as number
    lately[at] = Math.round(before + WEIGHT * (Math.min(MOST_TIMES_USUAL, done[measure]) * STEPS - before))
  }
}
