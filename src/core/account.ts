import { HABITS } from './habits/habit.ts'
import { SCORES } from './surprise/tails.ts'
import { HOURS_OF_WEEK } from './time.ts'
import { createRecentEvents, RECENT_CELLS, type RecentEvents } from './windows/recent-events.ts'
import { createTraces, END_CELLS, SOURCE_CELLS, type Traces } from './windows/traces.ts'
import { cellsFor, createWindows, FEW_ROWS, type Windows } from './windows/windows.ts'

/**
 * The account's own baseline. Its sums fade, so that about the last 200 active hours and 30 active days
 * count. They have three bytes of precision (small-float.ts), in memory as in the encoding: a state read back
 * continues exactly like one that never left memory.
 */
export type OwnBaseline = {
  /**
   * [hour of week] distinct waybills in that hour, averaged over weeks; one byte each (small-float.ts). Empty
   * until the first hour has ended.
   */
  profile: Uint8Array
  /** The memory that `profile` uses as soon as there is something to write. */
  readonly profileRoom: Uint8Array
  /** See `OwnSum`. */
  readonly sums: Float32Array
  /** [habit] fading sum of the days' counts; divided by `activeDays` it is the mean. */
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
  /** Not a sum: the most distinct waybills a day that the baseline may have grown to by now (drift.ts). */
  allowed: 6,
  /** Not a sum: the most records of lists and exports in a day, fading (peak.ts). */
  peak: 7,
} as const
const OWN_SUMS = Object.keys(OwnSum).length

/**
 * Indices of `Account.lately` (lately.ts):
 * - `strange`, `read`: foreign waybills, and waybills read once, as a weighted mean over the last active days
 *   in multiples of a usual day
 * - `signs`: fading sum of the evidence from signs of reach and order on the last days
 * - the others: waybills read on the last active day and on the one before, and the multiple of the usual
 *   number that this was, as small-float bytes. Both are 0 if it was at most three times the usual: an honest
 *   account may have a larger round for weeks.
 */
export const Lately = {
  strange: 0,
  read: 1,
  signs: 2,
  lastRead: 3,
  lastTimesUsual: 4,
  previousRead: 5,
  previousTimesUsual: 6,
} as const
const LATELY = Object.keys(Lately).length

/**
 * Indices of `Account.noted`: expected counts as they stood when the current hour began (judged-windows.ts),
 * one byte each (small-float.ts).
 */
export const Noted = { hour: 0, day: 1, foreignDay: 2 } as const
const NOTED = Object.keys(Noted).length

/** Counters in `Account.tickets`. Each ticket is hashed to one of them, so tickets may share it. */
export const TICKET_PLACES = 32

/**
 * Distinct waybills of the current hour and day; the baselines learn them when the hour or day ends.
 * `hourDistinct` and `dayDistinct` leave out batches of numbers in a row, and waybills that the account had
 * read on one of the seven days before. The foreign counts include batches.
 */
export type UnderWay = {
  /** Local hour since the epoch (time.ts); -1 before the first look-up. */
  hour: number
  hourDistinct: number
  /**
   * Waybills left out in the current hour and in the hour before it, as batches (batches.ts) or as read
   * before.
   */
  hourLeftOut: number
  previousHourLeftOut: number
  /** The foreign ones among these. */
  hourForeignLeftOut: number
  previousHourForeignLeftOut: number
  hourForeign: number
  hourKnown: number
  dayDistinct: number
  dayForeign: number
  /** The part of `dayForeign` that `dayDistinct` leaves out as batches. */
  dayForeignLeftOut: number
  // What is learnt of a day, once there is a baseline to measure by. It may have several of these marks.
  //
  //                 what is usual            how high scores rise   its signs count
  //                 (learn.ts)               (learn-scores.ts)      on later days (lately.ts)
  //   none          yes                      yes                    yes
  //   isDayTainted  its own no, peers' less  yes                    no, nor do earlier ones
  //   isDayTheft    yes                      no                     yes
  //   isDayCleared  yes                      yes                    no, nor do earlier ones

  /** An alert of medium or more was open at some time in this hour or day (taint.ts). */
  isHourTainted: boolean
  isDayTainted: boolean
  /** A person has closed an alert of this day as false: its signs came from honest work. Takes the other marks away. */
  isDayCleared: boolean
  /** The signs were too strong for the day to be a measure of honest work (note-day.ts). */
  isDayTheft: boolean
  /** The tails count the day's signs, or their sum, before the day has ended (learn-scores.ts). */
  areSignsCounted: boolean
  isSumCounted: boolean
  /**
   * The current day of work, and the offsets of its first look-up and of that of the active day before. An
   * alert's evidence starts at the latter.
   */
  day: number
  dayOffset: number
  previousDayOffset: number
}

/**
 * `timeMs`, but not before the account's first look-up: a bin begins earlier than the look-ups in it. A late
 * look-up, at `lookUpMs`, may be the earliest one.
 */
export const notBeforeFirst = ({ firstSeenMs }: Account, lookUpMs: number, timeMs: number): number =>
  Math.max(timeMs, Math.min(firstSeenMs, lookUpMs))

/** The state of one account between two look-ups. Hot state: the core writes it in place. */
export type Account = {
  /** Event time of the first look-up, epoch milliseconds. */
  firstSeenMs: number
  /**
   * The role as last seen, under its short name (role-name.ts), or an assumed role (assumed-role.ts) if the
   * log names none. '' if neither is known.
   */
  role: string
  /** The day of work on which the log last changed the role; -1 before it has named one. */
  roleSince: number
  /** Hash of outlet and role as last seen (hash-text.ts); 0 where the log has no outlet. */
  team: number
  readonly windows: Windows
  readonly recent: RecentEvents
  readonly underWay: UnderWay
  readonly traces: Traces
  /** [habit] counted since the day began */
  readonly today: Int32Array
  /**
   * [counter] new waybills and unlisted rows shown today for the tickets that are hashed to it (tickets.ts)
   */
  readonly tickets: Uint8Array
  /**
   * [detector] its highest score of the day, in quarters; the last two places are for sums of signs
   * (tails.ts)
   */
  readonly dayScores: Uint8Array
  /** How the last days compared with usual ones (lately.ts); see `Lately`. */
  readonly lately: Uint8Array
  /** See `Noted`. */
  readonly noted: Uint8Array
  readonly own: OwnBaseline
}

/** One of the account's own sums; `index` is an `OwnSum`. */
export const ownSum = ({ own: { sums } }: Account, index: number): number => sums[index] ?? 0

const NO_PROFILE = new Uint8Array(0)

/** The account's own profile, for writing. */
export const profileToTeach = ({ own }: Account): Uint8Array => {
  if (own.profile.length === 0) own.profile = own.profileRoom
  return own.profile
}

/** Forgets the account's own baseline, so that its role's counts again. */
export const forgetUsual = ({ own }: Account): void => {
  own.profile = NO_PROFILE
  own.profileRoom.fill(0)
  own.sums.fill(0)
  own.habits.fill(0)
}

/**
 * `rows` is the number of live bins that there is room for at first.
 * All arrays share one buffer: allocating and freeing memory outside the heap for each would cost more than
 * all other work on the account.
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
  areSignsCounted: false,
  isSumCounted: false,
  day: -1,
  dayOffset: 0,
  previousDayOffset: 0,
})
