// Hot state: arrays here are written in place. `as number` stands where an index is in bounds by construction.
import type { LookUp, Waybill } from '../contract/look-up.ts'
import type { Account } from './account.ts'
import { habits } from './habit.ts'
import { hashText } from './hash-text.ts'
import { cellHours, peerSum, PeerSum, type PeerGroup, type Peers } from './peers.ts'
import { DAY_MS, HOURS_OF_WEEK, hourOfWeek, WEEK_MS } from './time.ts'
import { SOURCE } from './traces.ts'

const STRANGE = habits.indexOf('strange')
const MISSED = habits.indexOf('missed')
const REVEALS = habits.indexOf('reveals')
const WALKED = habits.indexOf('walked')
const BULK = habits.indexOf('bulk')
const NEW_SOURCE = habits.indexOf('newSource')
const OFF_HOURS = habits.indexOf('offHours')
const SWITCHES = habits.indexOf('switches')
const READ = habits.indexOf('read')
const REOPENED = habits.indexOf('reopened')

const bump = (account: Account, habit: number, by: number): void => {
  account.today[habit] = Math.min(MOST_A_DAY, (account.today[habit] as number) + by)
}

/** Enough for any threshold, and three bytes. */
const MOST_A_DAY = 2_000_000

/** What is new about a look-up's source. */
const SWITCH_S = 1_800
const NEW_DAYS = 3

/** Counts what the look-up says by itself. Call it before its waybills. */
export const countLookUp = (account: Account, lookUp: LookUp, day: number): void => {
  if (lookUp.outcome !== 'found') bump(account, MISSED, 1)
  if (lookUp.action === 'reveal') bump(account, REVEALS, Math.max(1, lookUp.waybills.length))
  if (lookUp.records >= FEW_RECORDS) bump(account, BULK, lookUp.records)
  const name = lookUp.deviceId ?? lookUp.sourceIp
  if (name !== null) noteSource(account, hashText(name), lookUp.occurredAt, day)
}

const FEW_RECORDS = 10

const noteSource = (account: Account, source: number, timeMs: number, day: number): void => {
  const { traces } = account
  const now = Math.floor(timeMs / 1000)
  if (source !== traces.source) {
    if (source === traces.sourceBefore && now - traces.switchedAt < SWITCH_S) bump(account, SWITCHES, 1)
    traces.sourceBefore = traces.source
    traces.source = source
    traces.switchedAt = now
  }
  rememberSource(traces.sources, source, day)
}

/** A source not seen before takes the place of the one not seen for longest. */
const rememberSource = (sources: Int32Array, source: number, day: number): void => {
  let stalest = 0
  for (let at = 0; at < sources.length; at += SOURCE) {
    if (sources[at] === source) {
      if ((sources[at + 2] as number) < day) sources[at + 2] = day
      return
    }
    if ((sources[at + 2] as number) < (sources[stalest + 2] as number)) stalest = at
  }
  sources[stalest] = source
  sources[stalest + 1] = day
  sources[stalest + 2] = day
}

/** Whether the source in use is new to an account that is not. */
const isNewSource = (
  { traces: { sources, source }, windows, firstSeenMs }: Account,
  day: number,
): boolean => {
  if (source === 0 || windows.nowMs - firstSeenMs < NEW_DAYS * DAY_MS) return false
  for (let at = 0; at < sources.length; at += SOURCE) {
    if (sources[at] === source) return day - (sources[at + 1] as number) < NEW_DAYS
  }
  return false
}

/** When a waybill is read, and among whom. */
export type Occasion = {
  readonly hour: number
  readonly day: number
  readonly peers: Peers
  readonly group: PeerGroup
}

/**
 * Counts one waybill; `isFresh`: not seen earlier today. Says whether it belongs to a batch: labels printed in a row, or a truckload of
 * them. As many a day are worked off honestly, and are not taken for reading.
 */
export const countWaybill = (
  account: Account,
  lookUp: LookUp,
  waybill: Waybill,
  isFresh: boolean,
  occasion: Occasion,
): boolean => {
  const isInRow = isNextInRow(account, waybill)
  const isKnown = lookUp.ticketId !== null
  if (isFresh && waybill.reach === 'foreign' && !isKnown) countStrange(account, waybill)
  if (isInRow && isFresh) account.traces.inRow = Math.min(MOST_BATCH + 1, account.traces.inRow + 1)
  const isBatch = isInRow && account.traces.inRow <= MOST_BATCH
  if (isInRow && !(isBatch && isOfKnownBatch(account, waybill))) bump(account, WALKED, 1)
  if (!isKnown && lookUp.records < FEW_RECORDS && !(isFresh && isBatch))
    bump(account, isFresh ? READ : REOPENED, 1)
  if (!isFresh) return false
  if (isNewSource(account, occasion.day)) bump(account, NEW_SOURCE, 1)
  if (isOffHours(account, occasion)) bump(account, OFF_HOURS, 1)
  return isBatch
}

/** Numbers in a row that pass for a batch, a day. */
export const MOST_BATCH = 450

const NEAR = 20

/** Whether the number is close to that of the waybill before. */
const isNextInRow = ({ traces }: Account, { block, offset }: Waybill): boolean => {
  const step = (offset - traces.offset + 100) % 100
  const isNear =
    offset >= 0 &&
    traces.offset >= 0 &&
    block === traces.block &&
    step !== 0 &&
    (step <= NEAR || step >= 100 - NEAR)
  traces.block = block
  traces.offset = offset
  return isNear
}

/** An hour of the week belongs to the role when it holds at least a tenth of its average hour's work. */
const ROLE_SHARE = 0.1

const isOffHours = (account: Account, { hour, peers, group }: Occasion): boolean => {
  const average = peerSum(group, PeerSum.activeHours) / HOURS_OF_WEEK
  if (average < 1) return false
  const cell = hourOfWeek(hour)
  if (cellHours(group, cell) >= average * ROLE_SHARE) return false
  if (!isHourKnown(peers, hour)) return false
  const { profile } = account.own
  if (profile.length === 0 || account.windows.nowMs - account.firstSeenMs < WEEK_MS) return true
  const before = (cell + HOURS_OF_WEEK - 1) % HOURS_OF_WEEK
  return profile[cell] === 0 && profile[before] === 0 && profile[(cell + 1) % HOURS_OF_WEEK] === 0
}

/**
 * Whether the lane has lived through this hour of the week before: then it has through the twelve after it as well, and somebody
 * worked in those. A few late events of days before the log began do not make such hours.
 */
const isHourKnown = ({ everyone, firstHour }: Peers, hour: number): boolean => {
  if (firstHour === -1 || hour - firstHour < HOURS_OF_WEEK) return false
  const cell = hourOfWeek(hour)
  let hours = 0
  for (let ahead = 1; ahead <= HOURS_AHEAD; ahead++)
    hours += cellHours(everyone, (cell + ahead) % HOURS_OF_WEEK)
  return hours >= (peerSum(everyone, PeerSum.activeHours) / 7) * ROLE_SHARE
}

const HOURS_AHEAD = 12

/** Labels of the own outlet are printed in rows, and the parcels of a misrouted truck come in rows. */
const isOfKnownBatch = ({ traces }: Account, { reach, outletIds }: Waybill): boolean => {
  if (reach === 'own') return true
  if (reach === 'unknown' || outletIds === null) return false
  if (traces.vote > TRUCKLOAD || traces.vote * 2 < traces.foreign) return false
  return [outletIds[0], outletIds.at(-1)].some(
    (each) => each !== undefined && hashText(each) === traces.outlet,
  )
}

const countStrange = (account: Account, { outletIds }: Waybill): void => {
  const { traces } = account
  traces.foreign = Math.min(MOST_A_DAY, traces.foreign + 1)
  const origin = outletIds?.[0]
  const destination = outletIds?.at(-1)
  if (origin !== undefined && destination !== undefined)
    vote(account, hashText(origin), hashText(destination))
  const scattered = traces.foreign - Math.min(traces.vote, TRUCKLOAD)
  account.today[STRANGE] = Math.max(account.today[STRANGE] as number, scattered)
}

/** One other outlet explains so many waybills a day: a misrouted truck, a neighbour that is closed. */
export const TRUCKLOAD = 150

const vote = ({ traces }: Account, origin: number, destination: number): void => {
  // With the votes used up, the next candidate is taken from either end in turn: the common outlet may be at each.
  if (traces.vote === 0) traces.outlet = (traces.foreign & 2) === 0 ? destination : origin
  traces.vote += traces.outlet === origin || traces.outlet === destination ? 1 : -1
}

/** Forgets the day that has ended. */
export const startDay = ({ today, traces }: Account): void => {
  today.fill(0)
  traces.inRow = 0
  traces.foreign = 0
  traces.vote = 0
}
