// Hot state: arrays here are written in place.
// `as number` stands where an index is in bounds by construction.
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

/** Counts new records by the source in use: since the account has changed to it, and if it is new. */
const countBySource = (account: Account, records: number, isFromNewSource: boolean): void => {
  const { traces } = account
  if (traces.sourceBefore !== 0) traces.aside = Math.min(MOST_A_DAY, traces.aside + records)
  if (isFromNewSource) bump(account, HABIT.newSource, records)
}

const raise = (account: Account, habit: number, to: number): void => {
  account.today[habit] = Math.max(account.today[habit] as number, to)
}

/** Counts newly shown records towards the look-up's ticket, if it names one. */
export const countTicketed = (account: Account, { ticketId }: LookUp, records: number): void => {
  if (ticketId === null) return
  bump(account, HABIT.ticketed, records)
  noteTicket(account, ticketId, records)
}

/** How many numbers a look-up did not find or was denied; 1 if it names none. */
export const numbersMissed = ({ waybills }: LookUp): number => Math.max(1, waybills.length)

/** Counts what concerns the look-up as a whole. Call it before its waybills are counted. */
export const countLookUp = (
  account: Account,
  lookUp: LookUp,
  { day, peers, isForTicket }: Occasion,
): void => {
  if (lookUp.outcome !== 'found') bump(account, HABIT.missed, numbersMissed(lookUp))
  else if (lookUp.action === 'reveal') bump(account, HABIT.reveals, Math.max(1, lookUp.records))
  // Rows that the log counts without listing them are taken for new. They count as bulk however few they are,
  // or short pages would evade it.
  const unlisted = Math.max(0, lookUp.records - lookUp.waybills.length)
  bump(account, HABIT.bulk, isList(lookUp) ? lookUp.records : unlisted)
  countTicketed(account, lookUp, unlisted)
  if (!isForTicket) bump(account, HABIT.unexplained, unlisted)
  const program = programOf(lookUp)
  const source = sourceOf(lookUp, program)
  if (source === 0) return
  const isCommon = source !== account.traces.source && isCommonProgram(peers, program)
  const address = addressOf(lookUp)
  const sighting = { source, address, timeMs: lookUp.occurredAt, day, isCommon }
  bump(account, HABIT.elsewhere, noteSource(account, sighting))
  if (unlisted > 0) countBySource(account, unlisted, isNewSource(account, day))
}

/**
 * When a look-up is made, among which peers, and whether a ticket explains it (tickets.ts). `hour` and `day`:
 * local hour and day of work since the epoch. `isOfToday`: it belongs to the account's day under way, and does
 * not come after it was over.
 */
export type Occasion = {
  readonly hour: number
  readonly day: number
  readonly isOfToday: boolean
  readonly zoneMs: number
  readonly peers: Peers
  readonly isForTicket: boolean
}

/**
 * Counts one waybill. Returns whether it is new and belongs to a batch: labels printed in a row, or a
 * truckload read in a row. Batches are honest work up to a number a day, and do not count as reading.
 */
export const countWaybill = (account: Account, shown: Shown, occasion: Occasion): boolean => {
  const isInRow = noteNumber(account, shown.waybill)
  const isBatch = (shown.isNew || isInRow) && countManner(account, shown, isInRow, occasion)
  // On some days, people who print labels all day exceed the batch limit. Their labels then count as walked,
  // but never as read once: that would make such a day differ from their others.
  const isLabel = isInRow && shown.isNew && shown.waybill.reach === 'own'
  const isReading = !occasion.isForTicket && !isList(shown.lookUp) && !isBatch && !isLabel
  if (isReading && !isStillOpen(shown)) countReading(account, shown)
  return isBatch
}

/**
 * Counts how a waybill was read that is new or in a row of numbers. Returns whether it is new and in a batch.
 */
const countManner = (account: Account, shown: Shown, isInRow: boolean, occasion: Occasion): boolean => {
  const { waybill, isNew } = shown
  const { peers, hour, day, isForTicket } = occasion
  const isFromNewSource = isNewSource(account, day)
  // Trucks and labels are worked off on the usual machines in working hours. So these rows are walks: other
  // outlets' numbers on a new machine, and off hours any numbers but the own outlet's.
  const isOff = isOffHours(account, peers, hour)
  const isOutOfPlace = isFromNewSource && waybill.reach === 'foreign' && !isUsualForeign(account, peers)
  const isWalk = isInRow && (isOutOfPlace || (isOff && waybill.reach !== 'own'))
  if (isNew && waybill.reach === 'foreign' && !isForTicket)
    raise(account, HABIT.strange, countForeign(account, shown, { isInRow, isWalk, isOutOfPlace, peers }))
  const isBatch = isInRow && !isWalk && countInRow(account, isNew, occasion)
  if (isInRow && !(isBatch && isOfKnownBatch(account, waybill, peers))) bump(account, HABIT.walked, 1)
  if (!isNew) return false
  if (waybill.reach !== 'own' && !isForTicket) bump(account, HABIT.unexplained, 1)
  countBySource(account, 1, isFromNewSource)
  if (isOff) bump(account, HABIT.offHours, 1)
  return isBatch
}

/**
 * Anything but a query, such as unmasking or printing, this soon after a waybill was opened belongs to that
 * opening and is no reopening. The time of opening is known only as the start of its bin, up to a minute
 * before.
 */
const STILL_OPEN_MS = 2 * MINUTE_MS

const isStillOpen = ({ lookUp, openings, lastMs }: Shown): boolean =>
  openings > 0 && lookUp.action !== 'query' && lookUp.occurredAt - lastMs < STILL_OPEN_MS

/**
 * Counts an opened waybill that is not in a batch, as read or as reopened. If only some tokens are sampled, a
 * reopened waybill stands for several (`openings`, recall.ts). The reopenings that the sample missed were
 * counted as read before, so they are moved over. Otherwise everybody would seem to reopen less on a busy
 * day.
 */
const countReading = (account: Account, { openings, waybill }: Shown): void => {
  if (openings === 0) return bump(account, HABIT.read, 1)
  account.traces.reopened |= 1 << waybill.lo
  if ((account.today[HABIT.reopened] as number) >= MOST_REOPENINGS * waybillsReopened(account)) return
  bump(account, HABIT.reopened, openings)
  bump(account, HABIT.read, -Math.min(openings - 1, account.today[HABIT.read] as number))
}

/**
 * Most reopenings per reopened waybill, on average over a day. Opening one page again and again excuses no
 * more reading.
 */
const MOST_REOPENINGS = 8
const REOPENED_BITS = 32

/**
 * Estimates how many different waybills were reopened today, from one bit each, by hash. If every bit is set,
 * half a bit is taken to be unset. Linear counting: K.-Y. Whang et al., "A linear-time probabilistic counting
 * algorithm for database applications", 1990.
 */
const waybillsReopened = ({ traces }: Account): number => {
  let unset = REOPENED_BITS
  for (let left = traces.reopened; left !== 0; left &= left - 1) unset--
  return -REOPENED_BITS * Math.log(Math.max(0.5, unset) / REOPENED_BITS)
}

/** Clears the counts of the day that has ended. */
export const startDay = (account: Account, peers: Peers): void => {
  const { today, tickets, traces } = account
  today.fill(0)
  tickets.fill(0)
  traces.inRow = 0
  traces.reopened = 0
  endTruck(account, peers)
  traces.foreign = 0
  traces.ends.fill(0)
  traces.isNeighbour = false
}
