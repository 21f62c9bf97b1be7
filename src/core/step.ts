import type { LookUp, Waybill } from '../contract/look-up.ts'
import type { Reject } from '../contract/reject.ts'
import type { Account } from './account.ts'
import type { Detector } from './detector.ts'
import { lastSeenGroup, moveSlot, seeToken } from './distinct.ts'
import { closeQuiet, fold, type Emit, type Found, type Position } from './fold.ts'
import type { LaneState } from './lane-state.ts'
import { learn } from './learn.ts'
import type { Policy } from './policy.ts'
import { isRepeat, rememberEvent } from './recent-events.ts'
import { DAY_MS, HOUR_MS, localDay, localHour } from './time.ts'
import { createView, type MovableView } from './view.ts'
import { addToSlot, advance, LONGEST_WINDOW_MS, metrics, slotOf, slotStartMs } from './windows.ts'

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
  let view: MovableView | null = null
  return (account, lookUp, position) => {
    const { windows } = account
    if (windows.nowMs !== -1 && lookUp.occurredAt <= windows.nowMs - LONGEST_WINDOW_MS) return REJECTED
    if (isRepeat(account.recent, lookUp.eventHi, lookUp.eventLo)) return DUPLICATE
    rememberEvent(account.recent, lookUp.eventHi, lookUp.eventLo)
    const isLate = lookUp.occurredAt < windows.nowMs
    count(account, lane, lookUp, position, policy)
    if (view === null) view = createView(account, lookUp, lane.peers)
    view.show(account, lookUp, lane.peers)
    const found = detectAll(view, detectors, policy)
    if (lookUp.occurredAt > lane.nowMs) {
      lane.nowMs = lookUp.occurredAt
      closeQuiet(lane, policy, emit)
    }
    fold(lane, { account, lookUp, position, view, found }, policy, emit)
    taint(account, lane, lookUp, found)
    return isLate ? COUNTED_LATE : COUNTED
  }
}

/** Moves the account's clock, learns what has ended, and counts the look-up into every window. */
const count = (
  account: Account,
  lane: LaneState,
  lookUp: LookUp,
  position: Position,
  policy: Policy,
): void => {
  const { windows, underWay } = account
  if (account.firstSeenMs === -1) account.firstSeenMs = lookUp.occurredAt
  const hour = localHour(lookUp.occurredAt, policy.zoneMs)
  const isNewDay = underWay.hour === -1 || localDay(hour) > localDay(underWay.hour)
  if (lookUp.occurredAt > windows.nowMs) {
    learn(account, lane.peers, hour)
    advance(windows, lookUp.occurredAt, (from, to) => moveSlot(account.distinct, from, to))
    // The newest look-up says what role the account has now.
    if (lookUp.role !== null) account.role = lookUp.role.slice(0, MOST_ROLE_UNITS)
  }
  if (isNewDay) {
    underWay.previousDayOffset = underWay.dayOffset === 0 ? position.offset : underWay.dayOffset
    underWay.dayOffset = position.offset
  }
  countMetrics(account, lookUp)
  if (lookUp.outcome === 'found') {
    for (const waybill of lookUp.waybills) see(account, lookUp, waybill, policy.zoneMs)
  }
}

const countMetrics = ({ windows }: Account, lookUp: LookUp): void => {
  const slot = slotOf(windows, lookUp.occurredAt)
  addToSlot(windows, slot, METRIC.lookUps, 1)
  if (lookUp.records > 0) {
    addToSlot(windows, slot, METRIC.records, lookUp.records)
    const unexplained = unexplainedRecords(lookUp)
    if (unexplained > 0) addToSlot(windows, slot, METRIC.unexplained, unexplained)
  }
  if (lookUp.outcome === 'not_found') addToSlot(windows, slot, METRIC.notFound, 1)
  if (lookUp.outcome === 'denied') addToSlot(windows, slot, METRIC.denied, 1)
  if (lookUp.action === 'export') addToSlot(windows, slot, METRIC.exports, 1)
  if (lookUp.action === 'reveal') addToSlot(windows, slot, METRIC.reveals, 1)
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

const see = (account: Account, lookUp: LookUp, waybill: Waybill, zoneMs: number): void => {
  const { windows, distinct, underWay } = account
  const hash = waybill.hi >>> 0
  const isForeign = waybill.reach === 'foreign'
  const group = slotOf(windows, lookUp.occurredAt) * 2 + (isForeign ? 1 : 0)
  const previous = lastSeenGroup(distinct, hash)
  const previousMs = previous === -1 ? -1 : slotStartMs(windows, previous >> 1)
  // A late look-up does not make a waybill older than it is.
  if (previous !== -1 && previousMs > lookUp.occurredAt) return
  seeToken(distinct, hash, group, previous)
  const hour = localHour(lookUp.occurredAt, zoneMs)
  if (hour !== underWay.hour) return
  if (previousMs < hour * HOUR_MS - zoneMs) {
    underWay.hourDistinct++
    if (isForeign) underWay.hourForeign++
    if (waybill.reach !== 'unknown') underWay.hourKnown++
  }
  if (previousMs < localDay(hour) * DAY_MS - zoneMs) {
    underWay.dayDistinct++
    if (isForeign) underWay.dayForeign++
  }
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
