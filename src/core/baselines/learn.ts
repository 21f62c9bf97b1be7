// Hot state: arrays here are written in place.
// `as number` stands where an index is in bounds by construction.
import { HOUR_MS } from '../../contract/time-units.ts'
import { OwnSum, profileToTeach, type Account } from '../account.ts'
import { startDay } from '../habits/count-habits.ts'
import { HABIT, habits, HABITS, isProportional, type Habit } from '../habits/habit.ts'
import { createCounting, type Counting } from '../habits/reading.ts'
import { ticketsToLearn } from '../habits/tickets.ts'
import { assumedRole, isAssumed } from '../peers/assumed-role.ts'
import { fadePeers } from '../peers/fade-peers.ts'
import { addLoad, LOAD_HOURS, loadOf } from '../peers/load.ts'
import { isMeasured } from '../peers/log-age.ts'
import {
  addToCell,
  habitSum,
  peerGroup,
  PeerSum,
  peersToTeach,
  type PeerGroup,
  type Peers,
} from '../peers/peers.ts'
import { addToSum } from '../peers/sums.ts'
import { teamToTeach, TeamSum, type Team } from '../peers/teams.ts'
import { fromByte, toByte } from '../small-float.ts'
import { HOURS_OF_WEEK, hourOfWeek, workDay } from '../time.ts'
import { allowGrowth } from './drift.ts'
import { usualDay, usualForeignShare, usualHour } from './expected.ts'
import { learnWindows } from './judged-windows.ts'
import { endDayLately } from './lately.ts'
import { learnScores, type DayEnd, type Scored } from './learn-scores.ts'
import {
  addMoments,
  bounded,
  CUT,
  fadingAdd,
  LESSON,
  lessonOf,
  MEMORY,
  TAINTED_CUT,
  type Bound,
  type Trust,
} from './lessons.ts'
import { learnPeak } from './peak.ts'
import { usualHabit } from './usual-habit.ts'

/** The profile follows the last five weeks at most. */
const LEAST_PROFILE_STEP = 0.2
const MOST_IDLE_WEEKS = 8

/**
 * Ends the account's hour and day under way once `hour` is past them, and learns from both.
 * Once there is a baseline to measure by, hours and days under an alert of medium or more teach the account
 * nothing (taint.ts), and its role little.
 */
export const learn = (account: Account, peers: Peers, hour: number, detectors: readonly Scored[]): void => {
  const { underWay } = account
  if (hour <= underWay.hour) return
  if (underWay.hour !== -1) endHour(account, peers, hour, detectors)
  underWay.hour = hour
}

const endHour = (account: Account, peers: Peers, hour: number, detectors: readonly Scored[]): void => {
  const { underWay } = account
  const counting = createCounting(account, peers)
  boundByWindows(account, counting)
  fadePeers(peers, underWay.hour)
  const group = peerGroup(peers, account.role)
  const trust = { isMeasured: isMeasured(peers, account.role, underWay.hour) }
  const isDayOver = workDay(hour) !== workDay(underWay.hour)
  learnWindows(account, peers, { counting, isDayOver, ...trust })
  learnHour(account, group, peers, trust)
  if (!underWay.isHourTainted) learnProfile(account, hour)
  if (isDayOver) {
    endDay(account, group, peers, { ...trust, detectors })
    // After a whole day without work, no window reaches back to that truckload.
    if (workDay(hour) > workDay(underWay.hour) + 1) account.traces.previousTruckload = 0
  }
  const isNext = hour === underWay.hour + 1
  underWay.previousHourLeftOut = isNext ? underWay.hourLeftOut : 0
  underWay.previousHourForeignLeftOut = isNext ? underWay.hourForeignLeftOut : 0
  underWay.hourLeftOut = 0
  underWay.hourForeignLeftOut = 0
  underWay.hourDistinct = 0
  underWay.hourForeign = 0
  underWay.hourKnown = 0
  underWay.isHourTainted = false
}

/**
 * Caps the counts of the hour and the day at the windows' estimates. A waybill that the sample has dropped is
 * counted as new at each look-up, so the plain counts can be too high.
 */
const boundByWindows = ({ underWay }: Account, counting: Counting): void => {
  const [hour, day] = [counting.distinct('PT1H'), counting.distinct('PT24H')]
  underWay.hourDistinct = Math.min(underWay.hourDistinct, Math.round(hour))
  underWay.hourForeign = Math.min(underWay.hourForeign, Math.round(counting.foreign('PT1H')))
  underWay.hourKnown = Math.min(underWay.hourKnown, Math.round(hour))
  underWay.dayDistinct = Math.min(underWay.dayDistinct, Math.round(day))
  underWay.dayForeign = Math.min(underWay.dayForeign, Math.round(counting.foreign('PT24H')))
}

const learnHour = (account: Account, group: PeerGroup, peers: Peers, trust: Trust): void => {
  const { hour, hourDistinct, hourLeftOut, hourForeign, hourKnown, isHourTainted } = account.underWay
  if (hourDistinct + hourLeftOut === 0) return
  const usual = usualHour(account, group, peers, hour)
  const expected = usual * loadOf(peers, account.role, hour, LOAD_HOURS.hour)
  const share = usualForeignShare(account, group, peers)
  const cell = hourOfWeek(hour)
  const cut = isHourTainted ? TAINTED_CUT : CUT
  const seen = lessonOf(hourDistinct, expected, cut, trust)
  for (const each of peersToTeach(peers, account.role)) {
    addToSum(each, PeerSum.activeHours, 1)
    addToSum(each, PeerSum.hourDistinct, seen)
    addToSum(each, PeerSum.knownReach, lessonOf(hourKnown, expected, cut, trust))
    addToSum(each, PeerSum.foreign, lessonOf(hourForeign, expected * share, cut, trust))
    addToCell(each, cell, seen)
    if (isHourTainted) continue
    addMoments(each, PeerSum.hourMoments, hourDistinct, expected, trust)
    addMoments(each, PeerSum.foreignHourMoments, hourForeign, expected * share, trust)
  }
  if (isHourTainted && trust.isMeasured) return
  const lesson = lessonOf(hourDistinct, expected, LESSON.hour, trust)
  const { sums } = account.own
  fadingAdd(sums, OwnSum.activeHours, 1, MEMORY.hours)
  fadingAdd(sums, OwnSum.hourDistinct, lesson, MEMORY.hours)
  fadingAdd(sums, OwnSum.knownReach, hourKnown, MEMORY.waybills, hourKnown)
  fadingAdd(sums, OwnSum.foreign, Math.min(hourForeign, hourKnown), MEMORY.waybills, hourKnown)
  addLoad(peers, account.role, hour, { distinct: lesson, expected: usual })
}

// Updates every hour from the one that ended up to the one that begins: the first with its count, the idle
// ones after it with 0.
const learnProfile = (account: Account, hour: number): void => {
  const { underWay, windows, firstSeenMs } = account
  const profile = profileToTeach(account)
  const ageHours = Math.max(0, windows.nowMs - firstSeenMs) / HOUR_MS
  const end = Math.min(hour, underWay.hour + HOURS_OF_WEEK * MOST_IDLE_WEEKS)
  for (let each = underWay.hour; each < end; each++) {
    const cell = hourOfWeek(each)
    const before = profile[cell] as number
    const seen = each === underWay.hour ? underWay.hourDistinct : 0
    if (before === 0 && seen === 0) continue
    const weeks = Math.floor((ageHours + each - underWay.hour) / HOURS_OF_WEEK)
    const rate = fromByte(before)
    const lesson = weeks === 0 ? seen : bounded(seen, rate, LESSON.hour)
    profile[cell] = toByte(rate + Math.max(LEAST_PROFILE_STEP, 1 / (weeks + 1)) * (lesson - rate))
  }
}

const endDay = (account: Account, group: PeerGroup, peers: Peers, end: DayEnd): void => {
  const { underWay } = account
  if (underWay.dayDistinct > 0 || account.today.some((count) => count > 0)) {
    endDayLately(account, peers)
    const isLesson = !(underWay.isDayTainted && end.isMeasured)
    const lesson = isLesson
      ? { ...end, isLesson, cut: CUT, team: teamToTeach(peers, account) }
      : { ...end, isLesson, cut: TAINTED_CUT, team: null }
    learnDay(account, group, peers, lesson)
    learnHabits(account, group, peers, lesson)
    learnPeak(account, isLesson)
  }
  learnScores(account, peers, end)
  if (isAssumed(account.role)) account.role = assumedRole(account)
  startDay(account, peers)
  account.dayScores.fill(0)
  underWay.dayDistinct = 0
  underWay.dayForeign = 0
  underWay.dayForeignLeftOut = 0
  underWay.isDayTainted = false
  underWay.isDayCleared = false
  underWay.isDayTheft = false
  underWay.areSignsCounted = false
  underWay.isSumCounted = false
}

/**
 * How a day is learnt. A tainted day that can be measured teaches the account and its team nothing:
 * `isLesson` is false and `team` is null. `cut` bounds what it teaches its peers.
 */
type DayLesson = Trust & { readonly isLesson: boolean; readonly cut: Bound; readonly team: Team | null }

const learnDay = (account: Account, group: PeerGroup, peers: Peers, day: DayLesson): void => {
  const { underWay, own } = account
  const { dayDistinct, dayForeign } = underWay
  const expected =
    usualDay(account, group, peers) * loadOf(peers, account.role, underWay.hour, LOAD_HOURS.day)
  const share = usualForeignShare(account, group, peers)
  for (const each of peersToTeach(peers, account.role)) {
    addToSum(each, PeerSum.activeDays, 1)
    addToSum(each, PeerSum.dayDistinct, lessonOf(dayDistinct, expected, day.cut, day))
    if (!day.isLesson) continue
    addMoments(each, PeerSum.dayMoments, dayDistinct, expected, day)
    addMoments(each, PeerSum.foreignDayMoments, dayForeign, expected * share, day)
  }
  if (!day.isLesson) return
  const lesson = lessonOf(dayDistinct, expected, LESSON.day, day)
  fadingAdd(own.sums, OwnSum.activeDays, 1, MEMORY.days)
  fadingAdd(own.sums, OwnSum.dayDistinct, lesson, MEMORY.days)
  if (day.team !== null) {
    addToSum(day.team, TeamSum.activeDays, 1)
    addToSum(day.team, TeamSum.dayDistinct, lessonOf(dayDistinct, expected, CUT, day))
  }
  allowGrowth(account)
}

/** Learns the day's habits. Call it after `learnDay`, which counts the day in `activeDays`. */
const learnHabits = (account: Account, group: PeerGroup, peers: Peers, day: DayLesson): void => {
  const { today, own, underWay } = account
  const busyness = Math.max(1, underWay.dayDistinct / usualDay(account, group, peers))
  for (let habit = 0; habit < HABITS; habit++) {
    const observed = today[habit] as number
    const expected = usualHabit(account, group, peers, habit)
    const ofRole =
      habit === HABIT.ticketed ? ticketsToLearn(account, peers) : lessonOf(observed, expected, day.cut, day)
    for (const each of peersToTeach(peers, account.role)) {
      const at = habitSum(habit)
      addToSum(each, at, ofRole)
      const given = isProportional(habits[habit] as Habit) ? expected * busyness : expected
      if (day.isLesson) addMoments(each, at + 1, observed, given, day)
    }
    if (!day.isLesson) continue
    fadingAdd(own.habits, habit, lessonOf(observed, expected, LESSON.habit, day), MEMORY.days)
    if (day.team !== null) addToSum(day.team, TeamSum.habits + habit, lessonOf(observed, expected, CUT, day))
  }
}
