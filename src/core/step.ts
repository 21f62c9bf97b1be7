import type { LookUp } from '../contract/look-up.ts'
import type { Reject } from '../contract/reject.ts'
import { forgetUsual, type Account } from './account.ts'
import { closeQuiet } from './alerts/alert-end.ts'
import type { Emit } from './alerts/alert-revisions.ts'
import { fold } from './alerts/fold.ts'
import { createGrowth } from './alerts/growth.ts'
import { createJudge } from './alerts/judge.ts'
import { noteDay } from './alerts/note-day.ts'
import { clearFalseDay, taint } from './alerts/taint.ts'
import { noteUsual } from './baselines/judged-windows.ts'
import { wakeLately } from './baselines/lately.ts'
import { beginScores } from './baselines/learn-scores.ts'
import { learn } from './baselines/learn.ts'
import { count } from './count.ts'
import type { Detector } from './detector.ts'
import { isForTicket } from './habits/tickets.ts'
import { hashText } from './hash-text.ts'
import type { LaneState } from './lane-state.ts'
import { isAssumed } from './peers/assumed-role.ts'
import { beginDay } from './peers/lane-snapshots.ts'
import type { Peers } from './peers/peers.ts'
import { noteProgram, programOf } from './peers/programs.ts'
import { noteAtWork } from './peers/unrest.ts'
import type { Policy } from './policy.ts'
import type { Position } from './position.ts'
import type { AccountDay } from './ring/account-day.ts'
import { createEmitAccountDays } from './ring/emit-account-days.ts'
import { roleName } from './role-name.ts'
import { COUNTED, COUNTED_LATE, type StepResult } from './step-result.ts'
import { localHour, workDay } from './time.ts'
import { createView, type MovableView } from './view.ts'
import { advance, createMoved, type Moved } from './windows/advance.ts'
import { createPlace } from './windows/find-token.ts'
import { followRows } from './windows/follow-rows.ts'
import { LONGEST_WINDOW_MS } from './windows/levels.ts'
import { isRepeat, rememberEvent } from './windows/recent-events.ts'
import { LEAST_IDLE_DAYS } from './windows/traces.ts'

const TOO_LATE: Reject = {
  reason: 'too_late',
  pointer: '/occurredAt',
  detail: 'happened before the longest window of the account',
}

const DUPLICATE: StepResult = { kind: 'duplicate' }
const REJECTED: StepResult = { kind: 'reject', reject: TOO_LATE }

/** Receives what a step puts out: alert revisions, and account days for the second pass. */
export type Emitter = { readonly alert: Emit; readonly accountDay: (told: AccountDay) => void }

/** Scores one look-up of one account, and updates the account's state. */
export type Step = (account: Account, lookUp: LookUp, position: Position) => StepResult

/**
 * The pure middle: (lane, account, look-up, policy) -> outcome, with the states written in place. Alert
 * revisions go to `emit.alert`. Account days go to `emit.accountDay`: by them the second pass compares
 * accounts that share a device, address or outlet. No clock, no I/O, no randomness: the same look-ups in the
 * same order give the same states and alerts.
 */
export const createStep = (
  lane: LaneState,
  policy: Policy,
  detectors: readonly Detector[],
  emit: Emitter,
): Step => {
  const moved = createMoved()
  const place = createPlace()
  const judge = createJudge(lane, detectors, policy)
  const emitAccountDays = createEmitAccountDays(lane.peers, policy, emit.accountDay)
  let view: MovableView | null = null
  return (account, lookUp, position) => {
    const refusal = refuse(account, lookUp)
    if (refusal !== null) return refusal
    rememberEvent(account.recent, lookUp.eventHi, lookUp.eventLo)
    const isLate = lookUp.occurredAt < account.windows.nowMs
    const growth = createGrowth(account.windows, lookUp.occurredAt, lane.alerts.has(lookUp.accountId))
    const hour = localHour(lookUp.occurredAt, policy.zoneMs)
    const day = workDay(hour)

    if (lane.snapshots !== null) beginDay(lane.snapshots, lane.peers, hour)
    if (!isLate) {
      const isHoursFirst = hour > account.underWay.hour
      if (isHoursFirst) clearFalseDay(account, lane, lookUp, policy)
      learn(account, lane.peers, hour, detectors)
      moveOn(account, lookUp, day, moved)
      if (isHoursFirst) noteUsual(account, lane.peers, hour)
    }
    const isDaysFirst = markDay(account, lane.peers, day, position.offset)
    if (isDaysFirst) {
      noteProgram(lane.peers, programOf(lookUp))
      beginScores(account, lane.peers, detectors)
    }

    const isOfToday = day === account.underWay.day
    const occasion = {
      hour,
      day,
      isOfToday,
      zoneMs: policy.zoneMs,
      peers: lane.peers,
      // No more are believed of a day than its count of tickets allows, and that of an earlier day is closed.
      isForTicket: isOfToday && isForTicket(account, lookUp, lane.peers),
    }
    count(account, lookUp, occasion, place)

    if (view === null) view = createView(account, lookUp, lane.peers, policy.honey)
    else view.show(account, lookUp, lane.peers)
    const judgement = judge(view, account)
    const risenTo = noteDay(lane, account, judgement, detectors)
    if (isDaysFirst || risenTo !== null) emitAccountDays(view, account, { position, isDaysFirst, risenTo })

    if (lookUp.occurredAt > lane.nowMs) {
      lane.nowMs = lookUp.occurredAt
      closeQuiet(lane, policy, emit.alert)
    }
    const { verdict } = judgement
    if (verdict !== null || lane.alerts.has(lookUp.accountId)) {
      fold(lane, { account, lookUp, position, view, fresh: growth(), verdict }, policy, emit.alert)
      taint(account, lane, lookUp, policy)
    }
    return isLate ? COUNTED_LATE : COUNTED
  }
}

/** Null for a look-up that is to be counted. */
const refuse = (
  { windows, recent }: Account,
  { occurredAt, eventHi, eventLo }: LookUp,
): StepResult | null => {
  if (windows.nowMs !== -1 && occurredAt <= windows.nowMs - LONGEST_WINDOW_MS) return REJECTED
  return isRepeat(recent, eventHi, eventLo) ? DUPLICATE : null
}

/** Advances the account's clock, so that old bins leave their windows, and notes its role and team. */
const moveOn = (account: Account, lookUp: LookUp, day: number, moved: Moved): void => {
  if (account.firstSeenMs === -1) account.firstSeenMs = lookUp.occurredAt
  if (advance(account.windows, lookUp.occurredAt, moved)) followRows(account.windows, moved)
  if (lookUp.role !== null) takeRole(account, lookUp.role, day)
  if (lookUp.outletId !== null) account.team = hashText(account.role, hashText(lookUp.outletId))
}

/** The newest look-up says what role the account has now. */
const takeRole = (account: Account, said: string, day: number): void => {
  if (said === account.role) return
  const role = roleName(said)
  if (role === account.role) return
  // A new role is other work, to which the account's own baseline does not apply. An account that alternates
  // between two roles does the work of both, and keeps it.
  if (!isAssumed(account.role) && day - account.roleSince > DAYS_BY_TURNS) forgetUsual(account)
  account.role = role
  account.roleSince = day
}

/** Changes of role at most this many days apart are alternation, not a change of work. */
const DAYS_BY_TURNS = 1

/**
 * If the look-up begins a new day of work, notes the day's offset in the log and how many days the account
 * had been idle. Returns whether it does.
 */
const markDay = (account: Account, peers: Peers, day: number, offset: number): boolean => {
  const { underWay, traces } = account
  if (day <= underWay.day) return false
  noteAtWork(peers, day)
  const slept = underWay.day === -1 ? 0 : day - underWay.day - 1
  if (slept >= LEAST_IDLE_DAYS) {
    traces.idleDays = slept
    traces.awakeSince = day
  }
  if (day - traces.awakeSince >= WAKING_DAYS) traces.idleDays = 0
  wakeLately(account, slept)
  underWay.previousDayOffset = underWay.day === -1 ? offset : underWay.dayOffset
  underWay.dayOffset = offset
  underWay.day = day
  return true
}

/** Days for which an account counts as just woken after it was idle. */
const WAKING_DAYS = 3
