// Hot state: arrays here are written in place. `as number` stands where an index is in bounds by construction.
import type { LookUp, Waybill } from '../contract/look-up.ts'
import type { Account } from './account.ts'
import { habits } from './habit.ts'
import { hashText } from './hash-text.ts'
import { cellHours, peerSum, PeerSum, type PeerGroup } from './peers.ts'
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

/** Where in the day a waybill is counted. `isLearning`: the lane has not seen a whole week yet. */
export type Occasion = {
  readonly hour: number
  readonly day: number
  readonly group: PeerGroup
  readonly isLearning: boolean
}

/** Counts one waybill; `isFresh`: not seen earlier today. */
export const countWaybill = (
  account: Account,
  lookUp: LookUp,
  waybill: Waybill,
  isFresh: boolean,
  occasion: Occasion,
): void => {
  countWalk(account, waybill)
  if (!isFresh) return
  if (isNewSource(account, occasion.day)) bump(account, NEW_SOURCE, 1)
  if (isOffHours(account, occasion)) bump(account, OFF_HOURS, 1)
  if (waybill.reach === 'foreign' && lookUp.ticketId === null) countStrange(account, waybill)
}

const NEAR = 20

const countWalk = (account: Account, { block, offset }: Waybill): void => {
  const { traces } = account
  if (offset >= 0 && block === traces.block && traces.offset >= 0) {
    const step = (offset - traces.offset + 100) % 100
    if (step !== 0 && (step <= NEAR || step >= 100 - NEAR)) bump(account, WALKED, 1)
  }
  traces.block = block
  traces.offset = offset
}

/** An hour of the week belongs to the role when it holds at least a tenth of its average hour's work. */
const ROLE_SHARE = 0.1

const isOffHours = (account: Account, { hour, group, isLearning }: Occasion): boolean => {
  if (isLearning) return false
  const average = peerSum(group, PeerSum.activeHours) / HOURS_OF_WEEK
  if (average < 1) return false
  const cell = hourOfWeek(hour)
  if (cellHours(group, cell) >= average * ROLE_SHARE) return false
  const { profile } = account.own
  if (profile.length === 0 || account.windows.nowMs - account.firstSeenMs < WEEK_MS) return true
  const before = (cell + HOURS_OF_WEEK - 1) % HOURS_OF_WEEK
  return profile[cell] === 0 && profile[before] === 0 && profile[(cell + 1) % HOURS_OF_WEEK] === 0
}

const countStrange = (account: Account, { outletIds }: Waybill): void => {
  const { traces } = account
  traces.foreign = Math.min(MOST_A_DAY, traces.foreign + 1)
  const origin = outletIds?.[0]
  const destination = outletIds?.at(-1)
  if (origin !== undefined && destination !== undefined) {
    const from = hashText(origin)
    const to = hashText(destination)
    if (traces.originVote === 0) traces.origin = from
    traces.originVote += traces.origin === from ? 1 : -1
    if (traces.destinationVote === 0) traces.destination = to
    traces.destinationVote += traces.destination === to ? 1 : -1
  }
  const scattered = traces.foreign - Math.max(traces.originVote, traces.destinationVote)
  account.today[STRANGE] = Math.max(account.today[STRANGE] as number, scattered)
}

/** Forgets the day that has ended. */
export const startDay = ({ today, traces }: Account): void => {
  today.fill(0)
  traces.foreign = 0
  traces.originVote = 0
  traces.destinationVote = 0
}
