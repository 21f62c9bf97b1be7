// Hot state: arrays here are written in place. `as number` stands where an index is in bounds by construction.
import type { LookUp } from '../../contract/look-up.ts'
import { MINUTE_MS } from '../../contract/time-units.ts'
import type { Account } from '../account.ts'
import type { Peers } from '../peers/peers.ts'
import { isCommonProgram, programOf } from '../peers/programs.ts'
import type { Shown } from '../windows/recall.ts'
import { addressOf, isNewSource, noteSource, sourceOf } from '../windows/sources.ts'
import { countForeign, countInRow, endTruck, noteNumber, isOfKnownBatch, isUsualForeign } from './batches.ts'
import { HABIT, isList, MOST_A_DAY } from './habit.ts'
import { isOffHours } from './off-hours.ts'
import { noteTicket } from './tickets.ts'

const bump = (account: Account, habit: number, by: number): void => {
  account.today[habit] = Math.min(MOST_A_DAY, (account.today[habit] as number) + by)
}

const raise = (account: Account, habit: number, to: number): void => {
  account.today[habit] = Math.max(account.today[habit] as number, to)
}

/** Counts what the look-up has shown that is new, if it names a ticket. */
export const countTicketed = (account: Account, { ticketId }: LookUp, records: number): void => {
  if (ticketId === null) return
  bump(account, HABIT.ticketed, records)
  noteTicket(account, ticketId, records)
}

/** How many numbers a look-up did not find, or was not to see: of one that names none, it is one. */
export const numbersMissed = ({ waybills }: LookUp): number => Math.max(1, waybills.length)

/** Counts what the look-up says by itself. Call it before its waybills. */
export const countLookUp = (
  account: Account,
  lookUp: LookUp,
  { day, peers, isForTicket }: Occasion,
): void => {
  if (lookUp.outcome !== 'found') bump(account, HABIT.missed, numbersMissed(lookUp))
  else if (lookUp.action === 'reveal') bump(account, HABIT.reveals, Math.max(1, lookUp.records))
  // Rows that the log counts and does not list are new, as far as anybody knows, and pages of them may be as short as anybody likes.
  const unlisted = Math.max(0, lookUp.records - lookUp.waybills.length)
  bump(account, HABIT.bulk, isList(lookUp) ? lookUp.records : unlisted)
  countTicketed(account, lookUp, unlisted)
  if (!isForTicket) bump(account, HABIT.unexplained, unlisted)
  const program = programOf(lookUp)
  const source = sourceOf(lookUp, program)
  if (source === 0) return
  const isCommon = source !== account.traces.source && isCommonProgram(peers, program)
  const address = addressOf(lookUp)
  if (noteSource(account, { source, address, timeMs: lookUp.occurredAt, day, isCommon }))
    bump(account, HABIT.switches, 1)
  if (unlisted > 0 && isNewSource(account, day)) bump(account, HABIT.newSource, unlisted)
}

/** When a waybill is read, among whom, and whether for a ticket (tickets.ts). Local hours and days of work, since the epoch. */
export type Occasion = {
  readonly hour: number
  readonly day: number
  readonly zoneMs: number
  readonly peers: Peers
  readonly isForTicket: boolean
}

/**
 * Counts one waybill. Says whether it is new and belongs to a batch, labels printed in a row or a truckload of them: as many a day are
 * worked off honestly, and are not taken for reading.
 */
export const countWaybill = (account: Account, shown: Shown, occasion: Occasion): boolean => {
  const isInRow = noteNumber(account, shown.waybill)
  const isBatch = (shown.isNew || isInRow) && countManner(account, shown, isInRow, occasion)
  // Who prints labels all day long prints more than pass for a batch on some days. They are walked then, and no less read once on others.
  const isLabel = isInRow && shown.isNew && shown.waybill.reach === 'own'
  const isReading = !occasion.isForTicket && !isList(shown.lookUp) && !isBatch && !isLabel
  if (isReading && !isStillOpen(shown)) countReading(account, shown)
  return isBatch
}

/** Counts how a waybill was read that is new, or in a row of numbers. Says whether it is new and belongs to a batch. */
const countManner = (account: Account, shown: Shown, isInRow: boolean, occasion: Occasion): boolean => {
  const { waybill, isNew } = shown
  const { peers, hour, day, isForTicket } = occasion
  const isFromNewSource = isNewSource(account, day)
  // A truck is worked off where the account has always worked, and labels are printed at work: on a machine new to it, or while everybody
  // sleeps, a row of numbers that are not the own outlet's is a walk.
  const isOff = isOffHours(account, peers, hour)
  const isOutOfPlace = isFromNewSource && waybill.reach === 'foreign' && !isUsualForeign(account, peers)
  const isWalk = isInRow && (isOutOfPlace || (isOff && waybill.reach !== 'own'))
  if (isNew && waybill.reach === 'foreign' && !isForTicket)
    raise(account, HABIT.strange, countForeign(account, shown, { isInRow, isWalk, isOutOfPlace, peers }))
  const isBatch = isInRow && !isWalk && countInRow(account, isNew, occasion)
  if (isInRow && !(isBatch && isOfKnownBatch(account, waybill))) bump(account, HABIT.walked, 1)
  if (!isNew) return false
  if (waybill.reach !== 'own' && !isForTicket) bump(account, HABIT.unexplained, 1)
  if (isFromNewSource) bump(account, HABIT.newSource, 1)
  if (isOff) bump(account, HABIT.offHours, 1)
  return isBatch
}

/**
 * What follows so soon after a waybill was opened and is no query, such as unmasking or printing, belongs to that opening: nobody has come
 * back. The opening is known by the beginning of its bin, which is up to a minute long.
 */
const STILL_OPEN_MS = 2 * MINUTE_MS

const isStillOpen = ({ lookUp, openings, lastMs }: Shown): boolean =>
  openings > 0 && lookUp.action !== 'query' && lookUp.occurredAt - lastMs < STILL_OPEN_MS

/**
 * Counts a waybill that was opened, and not in a batch. Of the openings that it stands for where it is opened again the sample knows one
 * (distinct.ts), and the others have been taken for new waybills: uncorrected, everybody would seem to open less again on a busy day.
 */
const countReading = (account: Account, { openings, waybill }: Shown): void => {
  if (openings === 0) return bump(account, HABIT.read, 1)
  account.traces.reopened |= 1 << waybill.lo
  if ((account.today[HABIT.reopened] as number) >= MOST_REOPENINGS * waybillsReopened(account)) return
  bump(account, HABIT.reopened, openings)
  bump(account, HABIT.read, -Math.min(openings - 1, account.today[HABIT.read] as number))
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
  const { today, tickets, traces } = account
  today.fill(0)
  tickets.fill(0)
  traces.inRow = 0
  traces.reopened = 0
  endTruck(account)
  traces.foreign = 0
  traces.ends.fill(0)
  traces.isNeighbour = false
}
