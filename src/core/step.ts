import type { LookUp, Waybill } from '../contract/look-up.ts'
import type { Reject } from '../contract/reject.ts'
import type { Account } from './account.ts'
import type { Detector } from './detector.ts'
import { createPlace, findToken, followRows, hashOf, seeToken, type Place } from './distinct.ts'
import { closeQuiet, fold, type Emit, type Found, type Position } from './fold.ts'
import type { LaneState } from './lane-state.ts'
import { learn } from './learn.ts'
import type { Policy } from './policy.ts'
import { isRepeat, rememberEvent } from './recent-events.ts'
import { DAY_MS, HOUR_MS, localDay, localHour } from './time.ts'
import { createView, type MovableView } from './view.ts'
import {
  addCount,
  advance,
  createMoved,
  FOREIGN,
  LONGEST_WINDOW_MS,
  metrics,
  OWN,
  rowAt,
  rowStartMs,
  type Moved,
} from './windows.ts'

const METRIC = Object.fromEntries(metrics.map((name, index) => [name, index])) as Record<
  (typeof metrics)[number],
  number
>

/** Enough to tell roles apart, and bounded. */
const MOST_ROLE_UNITS = 16

const NOTHING: readonly Found[] = []

const TOO_LATE: Reject = {
  reason: 'too_late',
  pointer: '/occurredAt',
  detail: 'happened before the longest window of the account',
}

/** What became of a look-up. */
export type Outcome =
  | { readonly kind: 'counted'; readonly isLate: boolean }
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'reject'; readonly reject: Reject }

const COUNTED: Outcome = { kind: 'counted', isLate: false }
const COUNTED_LATE: Outcome = { kind: 'counted', isLate: true }
const DUPLICATE: Outcome = { kind: 'duplicate' }
const REJECTED: Outcome = { kind: 'reject', reject: TOO_LATE }

/** Takes one look-up of one account. */
export type Step = (account: Account, lookUp: LookUp, position: Position) => Outcome

/**
 * The pure middle: (lane, account, look-up, policy) -> outcome, with the states written in place and every alert revision
 * handed to `emit`. No clock, no I/O, no randomness: the same look-ups in the same order give the same states and alerts.
 */
export const createStep = (
  lane: LaneState,
  policy: Policy,
  detectors: readonly Detector[],
  emit: Emit,
): Step => {
  const moved = createMoved()
  const place = createPlace()
  let view: MovableView | null = null
  return (account, lookUp, position) => {
    const { windows } = account
    if (windows.nowMs !== -1 && lookUp.occurredAt <= windows.nowMs - LONGEST_WINDOW_MS) return REJECTED
    if (isRepeat(account.recent, lookUp.eventHi, lookUp.eventLo)) return DUPLICATE
    rememberEvent(account.recent, lookUp.eventHi, lookUp.eventLo)
    const isLate = lookUp.occurredAt < windows.nowMs
    const hour = localHour(lookUp.occurredAt, policy.zoneMs)
    if (!isLate) moveOn(account, lane, lookUp, hour, moved)
    markDay(account, hour, position.offset)
    count(account, lookUp, place, policy.zoneMs)
    if (view === null) view = createView(account, lookUp, lane.peers)
    view.show(account, lookUp, lane.peers)
    const found = detectAll(view, detectors, policy)
    if (lookUp.occurredAt > lane.nowMs) {
      lane.nowMs = lookUp.occurredAt
      closeQuiet(lane, policy, emit)
    }
    if (found.length > 0 || lane.alerts.size > 0) {
      fold(lane, { account, lookUp, position, view, found }, policy, emit)
      taint(account, lane, lookUp, found)
    }
    return isLate ? COUNTED_LATE : COUNTED
  }
}

/** Moves the account's clock: learns what has ended, and lets bins leave their windows. */
const moveOn = (account: Account, lane: LaneState, lookUp: LookUp, hour: number, moved: Moved): void => {
  if (account.firstSeenMs === -1) account.firstSeenMs = lookUp.occurredAt
  learn(account, lane.peers, hour)
  if (advance(account.windows, lookUp.occurredAt, moved)) followRows(account.windows, moved)
  // The newest look-up says what role the account has now.
  if (lookUp.role !== null && lookUp.role !== account.role)
    account.role = lookUp.role.slice(0, MOST_ROLE_UNITS)
}

/** Remembers where the local day began in the log, and the active day before. */
const markDay = ({ underWay }: Account, hour: number, offset: number): void => {
  const day = localDay(hour)
  if (day <= underWay.day) return
  underWay.previousDayOffset = underWay.day === -1 ? offset : underWay.dayOffset
  underWay.dayOffset = offset
  underWay.day = day
}

/** Counts the look-up into every window it lies in. */
const count = (account: Account, lookUp: LookUp, place: Place, zoneMs: number): void => {
  const row = rowAt(account.windows, lookUp.occurredAt)
  countMetrics(account, lookUp, row)
  if (lookUp.outcome !== 'found') return
  for (const waybill of lookUp.waybills) {
    findToken(account.windows, hashOf(waybill.hi), place)
    const seenMs = place.row === -1 ? -1 : rowStartMs(account.windows, place.row)
    // A late look-up does not make a waybill older than it is.
    if (seenMs > lookUp.occurredAt) continue
    seeToken(account.windows, hashOf(waybill.hi), row, waybill.reach === 'foreign' ? FOREIGN : OWN, place)
    countUnderWay(account, lookUp, waybill, seenMs, zoneMs)
  }
}

/** Counts a waybill towards the hour and day under way, unless it was seen in them before. */
const countUnderWay = (
  { underWay }: Account,
  { occurredAt }: LookUp,
  { reach }: Waybill,
  seenMs: number,
  zoneMs: number,
): void => {
  const hour = localHour(occurredAt, zoneMs)
  if (hour !== underWay.hour) return
  if (seenMs < hour * HOUR_MS - zoneMs) {
    underWay.hourDistinct++
    if (reach === 'foreign') underWay.hourForeign++
    if (reach !== 'unknown') underWay.hourKnown++
  }
  if (seenMs < localDay(hour) * DAY_MS - zoneMs) {
    underWay.dayDistinct++
    if (reach === 'foreign') underWay.dayForeign++
  }
}

const countMetrics = ({ windows }: Account, lookUp: LookUp, row: number): void => {
  addCount(windows, row, METRIC.lookUps, 1)
  if (lookUp.records > 0) {
    addCount(windows, row, METRIC.records, lookUp.records)
    const unexplained = unexplainedRecords(lookUp)
    if (unexplained > 0) addCount(windows, row, METRIC.unexplained, unexplained)
  }
  if (lookUp.outcome === 'not_found') addCount(windows, row, METRIC.notFound, 1)
  if (lookUp.outcome === 'denied') addCount(windows, row, METRIC.denied, 1)
  if (lookUp.action === 'export') addCount(windows, row, METRIC.exports, 1)
  if (lookUp.action === 'reveal') addCount(windows, row, METRIC.reveals, 1)
}

/**
 * Records shown without a known reason: a ticket explains all of a look-up, the account's own outlet explains a waybill.
 * Rows that the log counts and does not list have no known reason.
 */
const unexplainedRecords = (lookUp: LookUp): number => {
  if (lookUp.ticketId !== null) return 0
  let explained = 0
  for (const waybill of lookUp.waybills) if (waybill.reach === 'own') explained++
  return lookUp.records - explained
}

const detectAll = (view: MovableView, detectors: readonly Detector[], policy: Policy): readonly Found[] => {
  const { lookUp } = view
  const rules = policy.thresholdsFor(view.role === '' ? null : view.role, lookUp.outletId, lookUp.accountId)
  let found: Found[] | null = null
  for (const [at, detector] of detectors.entries()) {
    const rule = rules[at]
    if (rule === undefined || !rule.enabled) continue
    const finding = detector.detect(view, rule.thresholds)
    if (finding !== null) (found ??= []).push({ detector, rule, finding })
  }
  return found ?? NOTHING
}

/** What happens under an alert is not learnt. */
const taint = ({ underWay }: Account, lane: LaneState, lookUp: LookUp, found: readonly Found[]): void => {
  const alert = lane.alerts.get(lookUp.accountId)
  if (alert === undefined || (alert.status === 'closed' && found.length === 0)) return
  underWay.isHourTainted = true
  underWay.isDayTainted = true
}
