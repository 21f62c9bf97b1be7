// Hot state: arrays here are written in place.
// `as number` stands where an index is in bounds by construction.
import { DAY_MS } from '../../contract/time-units.ts'
import { Lately, type Account } from '../account.ts'
import { explainedToday } from '../habits/batches.ts'
import { HABIT } from '../habits/habit.ts'
import { readToday } from '../habits/reading.ts'
import { believedToday } from '../habits/tickets.ts'
import { LOAD_HOURS, loadOf } from '../peers/load.ts'
import { isSettled } from '../peers/log-age.ts'
import { peerGroup, type Peers } from '../peers/peers.ts'
import { fromByte, toByte } from '../small-float.ts'
import { RECURRING_SCORE, SCORE_STEPS } from '../surprise/tails.ts'
import { LONGEST_WINDOW_MS } from '../windows/levels.ts'
import { usualDay, type Expected } from './expected.ts'
import { readsForReopenings, usualHabit } from './usual-habit.ts'

/**
 * Most usual days that one day counts as, so that a single day of other work is no lasting change. Only days
 * above this are remembered as busy.
 */
const MOST_TIMES_USUAL = 3
/**
 * Weight of the latest day in the mean. About the last three active days count, so a theft of a few days
 * begins to show on its second.
 */
const WEIGHT = 0.4
/** Added to the usual count, so that one strange waybill where none is usual is not a large multiple. */
const SLACK = { strange: 3, read: 5 }
/**
 * Leeway above the expected number of waybills read once, in standard deviations of a person's share of them.
 * On a busy day the same share comes to several times as many waybills. Without leeway a courier's busy week
 * would look like a theft.
 */
const LEEWAY = 0.5
/** Values are stored in steps of 1/64, one byte each. */
const STEPS = 64

/**
 * Measures followed over several days, in usual days (for `read`, in halves of a usual day's count):
 * - `strange`: foreign waybills without a known reason, relative to how busy the day was
 * - `read`: waybills read once, beyond the number expected from the day's reopenings
 */
const lastingMeasures = ['strange', 'read'] as const
export type LastingMeasure = (typeof lastingMeasures)[number]

/**
 * Signs of reach and order, in decades. `least` is subtracted from each day, because any honest day can have
 * as much. `most` is the most remembered of one day.
 */
const DAYS_SIGNS = { least: 0.5, most: 3 }
/** Factor by which the signs of earlier days fade with each active day. */
const FADING = 0.6
/**
 * Recurring signs count twice: they tell a theft from one strange day better than a single high score does.
 */
const TIMES_RECURRING = 2

/**
 * Extra evidence, in decades, if signs of reach and order (`today`: their sum) also showed on the last days:
 * twice the smaller of the two. Without signs today it is 0, so one strange day does not count against the
 * next. Signs of other kinds are left out because they recur in honest work: a new machine stays in use, and
 * people work late several days in a row.
 */
export const recurring = ({ lately }: Account, today: number): number =>
  TIMES_RECURRING * Math.max(0, Math.min(today - DAYS_SIGNS.least, (lately[Lately.signs] as number) / STEPS))

/**
 * Adds the day's signs to the faded signs of earlier days, in the same steps. A day before the role's
 * baseline is settled adds none, because its signs were measured against assumptions.
 */
const rememberSigns = ({ lately, dayScores, role, underWay }: Account, peers: Peers): void => {
  const score = isSettled(peers, role, underWay.hour) ? (dayScores[RECURRING_SCORE] as number) : 0
  const signs = score / SCORE_STEPS - DAYS_SIGNS.least
  const ofDay = Math.min(DAYS_SIGNS.most, Math.max(0, signs))
  lately[Lately.signs] = Math.min(255, Math.round((lately[Lately.signs] as number) * FADING + ofDay * STEPS))
}

/**
 * Waybills read today that no believed ticket, truckload or row of numbers explains. `heavy-days` looks for
 * days on which these are many times the usual, one soon after the other.
 */
export const unticketedToday = (account: Account, peers: Peers): number =>
  Math.max(0, readToday(account, explainedToday(account, peers)) - believedToday(account, peers))

/** Waybills read on one day without a believed ticket, and how many times the usual that is. */
type BusyDay = { readonly read: number; readonly timesUsual: number }

const busyToday = (account: Account, peers: Peers): BusyDay => {
  const { role, underWay } = account
  // Before the role's baseline is settled, nobody knows what is usual.
  if (!isSettled(peers, role, underWay.hour)) return NO_BUSY_DAY
  const read = unticketedToday(account, peers)
  const load = loadOf(peers, role, underWay.hour, LOAD_HOURS.day)
  const timesUsual = read / (usualDay(account, peerGroup(peers, role), peers) * load)
  return timesUsual > MOST_TIMES_USUAL ? { read, timesUsual } : NO_BUSY_DAY
}

const NO_BUSY_DAY: BusyDay = { read: 0, timesUsual: 0 }

/**
 * Waybills read on the later of the last two active days that reached both thresholds, to within 3 %. Null if
 * neither day did.
 */
export const busyDayBefore = ({ lately }: Account, least: BusyDay): number | null => {
  for (const { read, timesUsual } of BUSY_DAYS) {
    const before = fromByte(lately[read] as number)
    if (before >= least.read && fromByte(lately[timesUsual] as number) >= least.timesUsual) return before
  }
  return null
}

/** Indices for the last two active days, the later one first. */
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

/** Today's `strange` measure. */
export const strangeToday = (account: Account, peers: Peers): number => {
  const { underWay, today, role } = account
  const group = peerGroup(peers, role)
  const load = loadOf(peers, role, underWay.hour, LOAD_HOURS.day)
  const busyness = Math.max(load, underWay.dayDistinct / usualDay(account, group, peers))
  const usual = usualHabit(account, group, peers, HABIT.strange) * busyness
  return (today[HABIT.strange] as number) / (usual + SLACK.strange)
}

/**
 * Today's `read` measure. `expected`: the waybills that today's reopenings account for
 * (`readsForReopenings`).
 */
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
 * A measure over the last active days, without today: an exponentially weighted mean (S. W. Roberts 1959,
 * https://doi.org/10.1080/00401706.1959.10489860).
 */
export const latelyDone = ({ lately }: Account, measure: LastingMeasure): number =>
  (lately[Lately[measure]] as number) / STEPS

/** Whether the account was away for so long that no window reaches back before the break. */
const isLongSleep = (idleDays: number): boolean => idleDays * DAY_MS >= LONGEST_WINDOW_MS

/**
 * Begins a day after `idleDays` days without a look-up. A long break clears what the days before it showed.
 */
export const wakeLately = ({ lately }: Account, idleDays: number): void => {
  if (isLongSleep(idleDays)) lately.fill(0)
}

/**
 * Whether this is the first day after a long break. The windows were empty then, so reopened waybills look
 * new.
 */
const hasForgotten = ({ traces, underWay }: Account): boolean =>
  traces.awakeSince === underWay.day && isLongSleep(traces.idleDays)

/**
 * Ends a day. A day under an alert of medium or more, or with one closed as false, clears all earlier days.
 * What was reported need not be reported every day, and what a person has cleared is no sign.
 */
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
