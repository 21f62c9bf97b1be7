// Hot state: arrays here are written in place. `as number` stands where an index is in bounds by construction.
import type { LookUp, Waybill } from '../../contract/look-up.ts'
import type { Account } from '../account.ts'
import { countForeign, countInRow, explainedToday, isNextInRow, isOfKnownBatch } from './batches.ts'
import { HABIT_INDEX, isList, MOST_A_DAY } from './habit.ts'
import { isOffHours } from './hours-at-work.ts'
import type { Peers } from './peers.ts'
import { isCommonProgram, programOf } from './programs.ts'
import { isNewSource, noteSource, sourceOf } from '../windows/sources.ts'

const STRANGE = HABIT_INDEX.strange
const MISSED = HABIT_INDEX.missed
const REVEALS = HABIT_INDEX.reveals
const WALKED = HABIT_INDEX.walked
const BULK = HABIT_INDEX.bulk
const NEW_SOURCE = HABIT_INDEX.newSource
const OFF_HOURS = HABIT_INDEX.offHours
const SWITCHES = HABIT_INDEX.switches
const UNEXPLAINED = HABIT_INDEX.unexplained
const TICKETED = HABIT_INDEX.ticketed
const READ = HABIT_INDEX.read
const REOPENED = HABIT_INDEX.reopened

const bump = (account: Account, habit: number, by: number): void => {
  account.today[habit] = Math.min(MOST_A_DAY, (account.today[habit] as number) + by)
}

const raise = (account: Account, habit: number, to: number): void => {
  account.today[habit] = Math.max(account.today[habit] as number, to)
}

/** Counts what the look-up says by itself. Call it before its waybills. */
export const countLookUp = (
  account: Account,
  lookUp: LookUp,
  { day, peers, isForTicket }: Occasion,
): void => {
  if (lookUp.outcome !== 'found') bump(account, MISSED, 1)
  if (lookUp.action === 'reveal') bump(account, REVEALS, Math.max(1, lookUp.waybills.length, lookUp.records))
  if (isList(lookUp)) bump(account, BULK, lookUp.records)
  // Rows that the log counts and does not list are new, as far as anybody knows.
  const unlisted = Math.max(0, lookUp.records - lookUp.waybills.length)
  if (lookUp.ticketId !== null) bump(account, TICKETED, unlisted)
  if (!isForTicket) bump(account, UNEXPLAINED, unlisted)
  const program = programOf(lookUp)
  const source = sourceOf(lookUp, program)
  if (source === 0) return
  const isCommon = source !== account.traces.source && isCommonProgram(peers, program)
  if (noteSource(account, { source, timeMs: lookUp.occurredAt, day, isCommon })) bump(account, SWITCHES, 1)
}

/** When a waybill is read, among whom, and whether for a ticket (tickets.ts). `hour` and `day` are local, since the epoch. */
export type Occasion = {
  readonly hour: number
  readonly day: number
  readonly peers: Peers
  readonly isForTicket: boolean
}

/**
 * Counts one waybill; `isFresh` where it was not seen in the seven days before. Says whether it belongs to a batch, labels printed in a row
 * or a truckload of them: as many a day are worked off honestly, and are not taken for reading.
 */
export const countWaybill = (
  account: Account,
  lookUp: LookUp,
  waybill: Waybill,
  isFresh: boolean,
  occasion: Occasion,
): boolean => {
  const { peers, hour, day, isForTicket } = occasion
  const isInRow = isNextInRow(account, waybill)
  const isNew = (isFresh || isInRow) && isNewSource(account, day)
  // A truck is worked off where the account has always worked, and labels are printed at work: on a machine new to it, or while everybody
  // sleeps, a row of numbers that are not the own outlet's is a walk.
  const isOff = (isFresh || isInRow) && isOffHours(account, peers, hour)
  const isWalk = isInRow && ((isNew && waybill.reach === 'foreign') || (isOff && waybill.reach !== 'own'))
  if (isFresh && waybill.reach === 'foreign' && !isForTicket)
    raise(account, STRANGE, countForeign(account, waybill, { lookUp, isInRow, isWalk, isNew, peers }))
  const isBatch = isInRow && !isWalk && countInRow(account, isFresh, occasion)
  if (isInRow && !(isBatch && isOfKnownBatch(account, waybill))) bump(account, WALKED, 1)
  if (!isFresh) return false
  if (waybill.reach !== 'own' && !isForTicket) bump(account, UNEXPLAINED, 1)
  if (lookUp.ticketId !== null) bump(account, TICKETED, 1)
  if (isNew) bump(account, NEW_SOURCE, 1)
  if (isOff) bump(account, OFF_HOURS, 1)
  return isBatch
}

/** Whether the look-up opens waybills, and nothing says why. */
export const isReading = (lookUp: LookUp, { isForTicket }: Occasion): boolean =>
  !isForTicket && !isList(lookUp)

/**
 * Counts a waybill that was opened, and not in a batch: `reopened` is 0 the first time; else how many reopenings it stands for. Of so many
 * the sample knows one (distinct.ts), and the others have been taken for new waybills: uncorrected, everybody would seem to open less again
 * on a busy day.
 */
export const countReading = (account: Account, reopened: number, { lo }: Waybill): void => {
  if (reopened === 0) return bump(account, READ, 1)
  account.traces.reopened |= 1 << lo
  if ((account.today[REOPENED] as number) >= MOST_REOPENINGS * waybillsReopened(account)) return
  bump(account, REOPENED, reopened)
  bump(account, READ, -Math.min(reopened - 1, account.today[READ] as number))
}

/** How often a waybill is opened again in a day, on average over those that are. A page that is opened again and again excuses no more. */
const MOST_REOPENINGS = 8
const REOPENED_BITS = 32

/**
 * How many waybills were opened again today, from a bit for each by its hash; where none is left unset, as if half of one were. Linear
 * counting, K.-Y. Whang et al., "A linear-time probabilistic counting algorithm for database applications", 1990.
 */
const waybillsReopened = ({ traces }: Account): number => {
  let unset = REOPENED_BITS
  for (let left = traces.reopened; left !== 0; left &= left - 1) unset--
  return -REOPENED_BITS * Math.log(Math.max(0.5, unset) / REOPENED_BITS)
}

/** Forgets the day that has ended. */
export const startDay = (account: Account): void => {
  const { today, traces } = account
  today.fill(0)
  traces.inRow = 0
  traces.reopened = 0
  traces.foreign = 0
  traces.previousVote = explainedToday(account)
  traces.vote = 0
}
