import { rank, type Severity } from '../../contract/alert.ts'
import type { SharedType } from '../../contract/finding.ts'
import { closeQuiet } from '../alerts/alert-end.ts'
import type { Emit } from '../alerts/alert-revisions.ts'
import { severityOf } from '../alerts/severity.ts'
import type { LaneState } from '../lane-state.ts'
import { fadePeers } from '../peers/fade-peers.ts'
import { isFirstWeek } from '../peers/log-age.ts'
import { tailToTeach } from '../peers/peers.ts'
import type { Policy, RingRule } from '../policy.ts'
import { COUNTED, COUNTED_LATE, type StepResult } from '../step-result.ts'
import { addDay, calibrate, knownDays, LEAN, LINEAR, type Lean, type TailPrior } from '../surprise/tails.ts'
import { firstHourOf, workDayAt } from '../time.ts'
import { entityKey, type SharedEntity, type AccountDay } from './account-day.ts'
import { crowdAround, crowdToCount } from './crowd.ts'
import { foldRing, ringAlertId, type RingVerdict } from './ring-fold.ts'
import {
  accountsAtWork,
  accountsOfRole,
  accountsToday,
  addAccountDay,
  beginSharedDay,
  LATEST_DAYS,
  sumsOf,
  surpriseOfDay,
  type SharedDay,
} from './shared-day.ts'

/** Judges one account day of one entity, and updates the entity's state. */
export type RingStep = (shared: SharedDay, accountDay: AccountDay) => StepResult

/**
 * The joint surprise is a probability already, for accounts that do not depend on each other. The prior says
 * how far to trust it before entity-days are known. Fewer of these are needed than account-days, where a
 * score means nothing by itself.
 */
const JOINT_PRIOR: TailPrior = {
  factor: 3,
  decade: 1,
  floor: (days) => (days < 50 ? 1e-3 : 0),
  scale: LINEAR,
  leeway: 0,
}
/**
 * The prior weighs more than for a detector: a complaint wave, which makes a whole team loud at once, comes
 * every other week.
 */
const JOINT_LEAN: Lean = { ...LEAN, prior: 30 }
/**
 * Scores are cut here when they are learnt: a higher one is a ring more often than not, and no measure of
 * honest days.
 */
const MOST_SCORE = 5
/**
 * An account with this surprise has an alert of medium by default, so its entity's day is no measure of
 * honest days.
 */
const SUSPECT_SURPRISE = 4

/**
 * The second pass, as pure as the first: (lane, entity, account's day, policy) -> outcome, with the states
 * written in place.
 *
 * What everybody has in common on a day, such as a promotion, is measured on the crowd. What colleagues have
 * in common is in no formula. So a day's joint surprise is compared with honest days on which several
 * accounts were at work, at entities of its type and of all types. The policy's false alarms are per 10,000
 * of such days.
 */
export const createRingStep = (lane: LaneState, policy: Policy, emit: Emit): RingStep => {
  const { ring } = policy
  return (shared, accountDay) => {
    const { day, occurredAt, entity } = accountDay
    if (day < shared.day || day <= laneDay(lane, policy) - LATEST_DAYS) return COUNTED_LATE
    if (day > shared.day) {
      if (shared.day !== -1 && !hasGoneOn(lane, entity, shared.day)) learnDay(lane, entity.type, shared, ring)
      beginSharedDay(shared, day)
    }
    const isNews = countIn(lane, shared, accountDay)
    lane.nowMs = Math.max(lane.nowMs, occurredAt)
    // Called for every account day: an alert from a lane of the first pass that is behind may be due to close
    // already.
    closeQuiet(lane, policy, emit)
    // A repeat after a crash is not judged again: compared with a crowd that has grown since, its accounts
    // would seem less surprising than they did.
    if (!isNews) return COUNTED
    foldRing(lane, { shared, accountDay, verdict: judge(lane, entity.type, shared, policy) }, policy, emit)
    return COUNTED
  }
}

/**
 * Adds the account day to its entity, and what is new of it to the crowd. Returns whether anything was new.
 */
const countIn = (lane: LaneState, shared: SharedDay, accountDay: AccountDay): boolean => {
  const before = sumsOf(shared)
  if (!addAccountDay(shared, accountDay)) return false
  const now = sumsOf(shared)
  const crowd = crowdToCount(lane.crowds, accountDay.day, accountDay.entity.type)
  crowd.accounts += now.accounts - before.accounts
  crowd.loud += now.loud - before.loud
  crowd.excess += now.excess - before.excess
  return true
}

/** The day's score: the joint surprise of the entity's accounts, given everybody else's day. */
const scoreOf = (lane: LaneState, type: SharedType, shared: SharedDay, rule: RingRule): number => {
  const crowd = crowdAround(lane.crowds, shared.day, type, sumsOf(shared))
  return surpriseOfDay(shared, leastAccounts(type, rule), crowd)
}

const laneDay = ({ nowMs }: LaneState, { zoneMs }: Policy): number =>
  nowMs === -1 ? -1 : workDayAt(nowMs, zoneMs)

const leastAccounts = (type: SharedType, { thresholds }: RingRule): number =>
  type === 'outlet' ? thresholds.minOutletAccounts : thresholds.minAccounts

/** Names of the tail of all types together, and of those of single types. */
const ANY_TYPE = 'ring'
const tailOf = (type: SharedType): string => `${ANY_TYPE}/${type}`

const judge = (lane: LaneState, type: SharedType, shared: SharedDay, policy: Policy): RingVerdict | null => {
  if (!policy.ring.enabled) return null
  const score = scoreOf(lane, type, shared, policy.ring)
  if (score === 0) return null
  const { tails } = lane.peers
  const known = knownDays(tails.get(ANY_TYPE), tails.get(tailOf(type)), JOINT_LEAN)
  const surprise = calibrate(score, JOINT_PRIOR, known)
  const severity = severityOf(surprise, () => recordsOf(shared), policy)
  if (severity === null) return null
  return { severity: severityAmong(type, shared, severity), surprise }
}

/** Records that all members have read without a known reason. */
const recordsOf = ({ members }: SharedDay): number => members.reduce((sum, { records }) => sum + records, 0)

const severityAmong = (type: SharedType, shared: SharedDay, severity: Severity): Severity => {
  if (type === 'outlet') return severityAtOutlet(shared, severity)
  const outlets = outletsOf(shared)
  const areColleagues = outlets === 1
  const areDepartments = shared.members.length >= LEAST_OF_DEPARTMENT * outlets
  const isOffice = type === 'source' && shared.usualAccounts >= LEAST_OF_OFFICE
  // At their office's address, people are judged as a ring of their outlet.
  if (isOffice && (areColleagues || areDepartments)) return 'low'
  return areColleagues ? mediumAtMost(severity) : severity
}

/** An address behind which at least this many accounts usually work is an office's. */
const LEAST_OF_OFFICE = 3
/** So many loud accounts of each outlet, on average, are departments that share an office. */
const LEAST_OF_DEPARTMENT = 3

/** Of how many outlets the loud accounts are; Infinity if the log does not name that of each. */
const outletsOf = ({ members }: SharedDay): number => {
  const outlets = new Set(members.map(({ outlet }) => outlet))
  return outlets.has(0) ? Infinity : outlets.size
}

/**
 * If more accounts of one outlet are loud than this, or a larger share of those at work, it is no ring, but
 * an outlet with a strange day. That does not hold for a machine or an address: to share one is more than to
 * share work.
 */
const MOST_OF_OUTLET = { people: 12, share: 0.5 }
/**
 * Colleagues who have read fewer records than this without a known reason, all together, worked on what is
 * their outlet's own, as in a stocktake.
 */
const LEAST_RECORDS = 50
/**
 * A team is the accounts of one outlet and role. If most of a team of at least `least` is loud, or more than
 * `most`, it has a strange day, as at the end of a month or in a wave of complaints. `most` is one more than
 * the five accounts of the case.
 */
const TEAM = { least: 8, most: 6, share: 0.5 }

const severityAtOutlet = (shared: SharedDay, severity: Severity): Severity =>
  isOutletsOwn(shared) ? 'low' : mediumAtMost(severity)

/**
 * The joint surprise assumes that accounts do not depend on each other, but colleagues may have the same task
 * today, or a training at one machine.
 */
const mediumAtMost = (severity: Severity): Severity => (rank(severity) > rank('medium') ? 'medium' : severity)

const isOutletsOwn = (shared: SharedDay): boolean => {
  const people = shared.members.length
  return (
    people > MOST_OF_OUTLET.people ||
    people > MOST_OF_OUTLET.share * accountsAtWork(shared) ||
    recordsOf(shared) < LEAST_RECORDS ||
    isTeamsOwn(shared)
  )
}

const isTeamsOwn = (shared: SharedDay): boolean => {
  const { members } = shared
  return members.some(({ role }) => {
    if (role === 0) return false
    const loud = members.filter((each) => each.role === role).length
    const team = accountsOfRole(shared, role)
    return team >= TEAM.least && loud * 2 > members.length && (loud > TEAM.most || loud > TEAM.share * team)
  })
}

/**
 * Whether the day continued a ring that was already reported. Only the first day of an incident is learnt
 * from, in case it was honest, so that a ring does not become usual by lasting.
 */
const hasGoneOn = ({ alerts }: LaneState, entity: SharedEntity, day: number): boolean => {
  const alert = alerts.get(entityKey(entity))
  if (alert?.alertId !== ringAlertId(entity, day)) return false
  return alert.severity !== 'low' && alert.previousAlertId !== null
}

/**
 * Learns from an entity's day when it is over and its score is highest, because within the day the sum only
 * grows. One account alone cannot show what colleagues have in common.
 */
const learnDay = (lane: LaneState, type: SharedType, shared: SharedDay, rule: RingRule): void => {
  const { peers } = lane
  const hour = firstHourOf(shared.day)
  fadePeers(peers, hour, peers.tails.get(ANY_TYPE)?.values[0] ?? 0)
  // In the first week no account is reported as loud (emit-account-days.ts).
  if (isFirstWeek(peers, hour)) return
  if (accountsToday(shared) < 2) return
  if (shared.members.some(({ surprise }) => surprise >= SUSPECT_SURPRISE)) return
  const score = Math.min(MOST_SCORE, scoreOf(lane, type, shared, rule))
  for (const name of [ANY_TYPE, tailOf(type)]) addDay(tailToTeach(peers, name), score)
}
