import { HABITS } from './habits/habit.ts'
import { SCORES } from './surprise/tails.ts'
import { HOURS_OF_WEEK } from './time.ts'
import { createRecentEvents, RECENT_CELLS, type RecentEvents } from './windows/recent-events.ts'
import { createTraces, END_CELLS, SOURCE_CELLS, type Traces } from './windows/traces.ts'
import { cellsFor, createWindows, FEW_ROWS, type Windows } from './windows/windows.ts'

/**
 * What is usual for the account itself. Sums fade, so that about the last 200 active hours and 30 active days weigh.
 * They have three bytes' precision (small-float.ts), as in the encoding: a state read back goes on exactly as one that never left memory.
 */
export type OwnBaseline = {
  /** [hour of week] distinct waybills a week, one byte each (small-float). Empty until the first hour has ended. */
  profile: Uint8Array
  /** Where the profile is or will be. */
  readonly profileRoom: Uint8Array
  /** See `OwnSum`. */
  readonly sums: Float32Array
  /** [habit] a day's count, fading over `activeDays`. */
  readonly habits: Float32Array
}

/** Indices of `OwnBaseline.sums`. */
export const OwnSum = {
  activeHours: 0,
  hourDistinct: 1,
  activeDays: 2,
  dayDistinct: 3,
  knownReach: 4,
  foreign: 5,
  /** No sum: a day's distinct waybills that the account may be used to by now (drift.ts). */
  allowed: 6,
  /** No sum: the most records of lists and exports in a day (peak.ts). */
  peak: 7,
} as const
const OWN_SUMS = Object.keys(OwnSum).length

/**
 * Indices of `Account.lately` (lately.ts):
 * - `strange`, `read`: how many usual days' worth of foreign waybills, and of waybills read once, each of the last days had
 * - `spoke`: evidence of reach and order on the last days
 * - the others: how much was read on the last active day and on the one before, and how many times the usual that was, as small-float
 *   bytes; 0 where it was little more than usual. A larger round lasts for weeks too.
 */
export const Lately = {
  strange: 0,
  read: 1,
  spoke: 2,
  lastRead: 3,
  lastTimesUsual: 4,
  previousRead: 5,
  previousTimesUsual: 6,
} as const
const LATELY = Object.keys(Lately).length

/** Indices of `Account.noted`: what was usual when the hour under way began (judged-windows.ts), one byte each (small-float). */
export const Noted = { hour: 0, day: 1, foreignDay: 2 } as const
const NOTED = Object.keys(Noted).length

/** Places of tickets in `Account.tickets`. */
export const TICKET_PLACES = 32

/**
 * Distinct waybills of the hour and day under way, but for batches of numbers in a row and what the account had read on one of the
 * seven days before; learnt when they end.
 */
export type UnderWay = {
  /** Local hour since the epoch (time.ts); -1 before the first look-up. */
  hour: number
  hourDistinct: number
  /** Of the hour, and of the active hour before: waybills that were left out, as batches (batches.ts) or as read before. */
  hourLeftOut: number
  previousHourLeftOut: number
  /** The foreign ones of these. */
  hourForeignLeftOut: number
  previousHourForeignLeftOut: number
  hourForeign: number
  hourKnown: number
  dayDistinct: number
  dayForeign: number
  /** Of the day's foreign ones, those that were left out as batches. */
  dayForeignLeftOut: number
  /** An alert of medium or more was open at some time of it (taint.ts): once it can be measured, the account learns nothing from it. */
  isHourTainted: boolean
  isDayTainted: boolean
  /** An alert was open that a person has closed as false: what spoke was work. */
  isDayCleared: boolean
  /** So much spoke against the account that the day is no measure of honest work (note-day.ts). */
  isDayTheft: boolean
  /** The day of work under way, and the offsets of its first look-up and of the active day before: where evidence starts. */
  day: number
  dayOffset: number
  previousDayOffset: number
}

/** Not before the account's first look-up: bins begin earlier than what is in them. A look-up that comes late may be the first. */
export const notBeforeFirst = ({ firstSeenMs }: Account, lookUpMs: number, timeMs: number): number =>
  Math.max(timeMs, Math.min(firstSeenMs, lookUpMs))

/** All that is kept of one account between two look-ups. Hot state: written in place by the core. */
export type Account = {
  /** Event time of the first look-up, epoch milliseconds. */
  firstSeenMs: number
  /** As last seen, by the name it is known by (role-name.ts); '' where the log has none. */
  role: string
  /** The day of work on which the role last changed; -1 before it is known. */
  roleSince: number
  /** Hash of outlet and role as last seen (hash-text.ts); 0 where the log has no outlet. */
  team: number
  readonly windows: Windows
  readonly recent: RecentEvents
  readonly underWay: UnderWay
  readonly traces: Traces
  /** [habit] counted since the day began */
  readonly today: Int32Array
  /** [place of a ticket] today's waybills that were read for tickets of that place (tickets.ts) */
  readonly tickets: Uint8Array
  /** [detector] its highest score of the day, in quarters, and of some signs together (tails.ts) */
  readonly dayScores: Uint8Array
  /** How the last days compared with usual ones (lately.ts); see `Lately`. */
  readonly lately: Uint8Array
  /** See `Noted`. */
  readonly noted: Uint8Array
  readonly own: OwnBaseline
}

/** One of the account's own sums (OwnSum). */
export const ownSum = ({ own: { sums } }: Account, index: number): number => sums[index] ?? 0

const NO_PROFILE = new Uint8Array(0)

/** The own profile, to be written to. */
export const profileToTeach = ({ own }: Account): Uint8Array => {
  if (own.profile.length === 0) own.profile = own.profileRoom
  return own.profile
}

/** Lets the account lean on its role again. */
export const forgetUsual = ({ own }: Account): void => {
  own.profile = NO_PROFILE
  own.profileRoom.fill(0)
  own.sums.fill(0)
  own.habits.fill(0)
}

/**
 * `rows`: how many live bins there is room for at first.
 * All arrays share one buffer: getting and freeing memory outside the heap would else cost more than all that is done with the account.
 */
export const createAccount = (rows = FEW_ROWS): Account => {
  const cells = cellsFor(rows)
  const buffer = new ArrayBuffer(4 * (cells + WORDS) + BYTES)
  let at = 0
  const ints = (length: number) => new Int32Array(buffer, (at += 4 * length) - 4 * length, length)
  const floats = (length: number) => new Float32Array(buffer, (at += 4 * length) - 4 * length, length)
  const bytes = (length: number) => new Uint8Array(buffer, (at += length) - length, length)
  return {
    firstSeenMs: -1,
    role: '',
    roleSince: -1,
    team: 0,
    windows: createWindows(ints(cells)),
    recent: createRecentEvents(ints(RECENT_CELLS)),
    underWay: startUnderWay(),
    traces: createTraces(ints(SOURCE_CELLS), ints(END_CELLS)),
    today: ints(HABITS),
    own: {
      profile: NO_PROFILE,
      sums: floats(OWN_SUMS),
      habits: floats(HABITS),
      profileRoom: bytes(HOURS_OF_WEEK),
    },
    tickets: bytes(TICKET_PLACES),
    dayScores: bytes(SCORES),
    lately: bytes(LATELY),
    noted: bytes(NOTED),
  }
}

const WORDS = RECENT_CELLS + SOURCE_CELLS + END_CELLS + HABITS + OWN_SUMS + HABITS
const BYTES = HOURS_OF_WEEK + TICKET_PLACES + SCORES + LATELY + NOTED

const startUnderWay = (): UnderWay => ({
  hour: -1,
  hourDistinct: 0,
  hourLeftOut: 0,
  previousHourLeftOut: 0,
  hourForeignLeftOut: 0,
  previousHourForeignLeftOut: 0,
  hourForeign: 0,
  hourKnown: 0,
  dayDistinct: 0,
  dayForeign: 0,
  dayForeignLeftOut: 0,
  isHourTainted: false,
  isDayTainted: false,
  isDayCleared: false,
  isDayTheft: false,
  day: -1,
  dayOffset: 0,
  previousDayOffset: 0,
})
