// Hot state: arrays here are written in place. `as number` stands where an index is in bounds by construction.
import { OwnSum, profileToTeach, type Account } from './account.ts'
import { usualDay, usualForeignShare, usualHour } from './expected.ts'
import {
  addLoad,
  addPeerSum,
  addToCell,
  fadePeers,
  loadOf,
  peerGroup,
  PeerSum,
  peersToTeach,
  type PeerGroup,
  type Peers,
} from './peers.ts'
import { fromByte, toByte } from './small-float.ts'
import { HOURS_OF_WEEK, hourOfWeek, localDay, WEEK_MS } from './time.ts'

/** How many active hours and days the own baseline remembers. */
const MEMORY = { hours: 200, days: 30, waybills: 2_000 }

/**
 * One hour or day may teach no more than twice what was usual, plus a little for those who do next to nothing. With a
 * memory of 200 active hours this bounds what a patient thief can teach: 0.5 % an active hour, about 4 % a day.
 */
const LESSON = { factor: 2, slack: { hour: 5, day: 30 } }

/** Residuals are cut here before they enter the dispersion, so that one theft does not blind the group to the next. */
const RESIDUAL = { factor: 6, slack: 20 }

/** The profile follows the last five weeks at most. */
const LEAST_PROFILE_STEP = 0.2
const MOST_IDLE_WEEKS = 8

/**
 * Ends the account's hour and day under way when `hour` has passed them, and learns from both.
 * Nothing is learnt from a stretch in which an alert was open.
 */
export const learn = (account: Account, peers: Peers, hour: number): void => {
  const { underWay } = account
  if (hour <= underWay.hour) return
  if (underWay.hour !== -1) endHour(account, peers, hour)
  underWay.hour = hour
}

const endHour = (account: Account, peers: Peers, hour: number): void => {
  const { underWay } = account
  fadePeers(peers, underWay.hour)
  const group = peerGroup(peers, account.role)
  if (!underWay.isHourTainted) {
    learnHour(account, group, peers)
    learnProfile(account, hour)
  }
  if (localDay(hour) !== localDay(underWay.hour)) endDay(account, group, peers)
  underWay.hourDistinct = 0
  underWay.hourForeign = 0
  underWay.hourKnown = 0
  underWay.isHourTainted = false
}

const learnHour = (account: Account, group: PeerGroup, peers: Peers): void => {
  const { hour, hourDistinct, hourForeign, hourKnown } = account.underWay
  if (hourDistinct === 0) return
  const usual = usualHour(account, group, peers.everyone, hour)
  const expected = usual * loadOf(peers, hour, 3)
  const share = usualForeignShare(account, group, peers.everyone)
  const lesson = Math.min(hourDistinct, expected * LESSON.factor + LESSON.slack.hour)
  const { sums } = account.own
  fadingAdd(sums, OwnSum.activeHours, 1, MEMORY.hours)
  fadingAdd(sums, OwnSum.hourDistinct, lesson, MEMORY.hours)
  fadingAdd(sums, OwnSum.knownReach, hourKnown, MEMORY.waybills, hourKnown)
  fadingAdd(sums, OwnSum.foreign, Math.min(hourForeign, hourKnown), MEMORY.waybills, hourKnown)
  const cell = hourOfWeek(hour)
  for (const each of peersToTeach(peers, account.role)) {
    addPeerSum(each, PeerSum.activeHours, 1)
    addPeerSum(each, PeerSum.hourDistinct, lesson)
    addPeerSum(each, PeerSum.knownReach, hourKnown)
    addPeerSum(each, PeerSum.foreign, hourForeign)
    addToCell(each, cell, lesson)
    addMoments(each, PeerSum.hourMoments, hourDistinct, expected)
    addMoments(each, PeerSum.foreignHourMoments, hourForeign, expected * share)
  }
  addLoad(peers, hour, lesson, usual)
}

/** An exponentially fading sum that holds `memory` observations; `weight` is how many this one stands for. */
const fadingAdd = (sums: Float32Array, index: number, value: number, memory: number, weight = 1): void => {
  sums[index] = (sums[index] as number) * (1 - Math.min(1, weight / memory)) + value
}

const addMoments = (group: PeerGroup, at: number, observed: number, expected: number): void => {
  const residual = Math.min(observed, expected * RESIDUAL.factor + RESIDUAL.slack) - expected
  addPeerSum(group, at, 1)
  addPeerSum(group, at + 1, expected * expected)
  addPeerSum(group, at + 2, residual * residual - expected)
}

// Every hour from the one that ended to the one that begins: the first with what was seen, the idle ones with nothing.
const learnProfile = (account: Account, hour: number): void => {
  const { underWay, windows, firstSeenMs } = account
  const profile = profileToTeach(account)
  const weeks = Math.floor(Math.max(0, windows.nowMs - firstSeenMs) / WEEK_MS)
  const step = Math.max(LEAST_PROFILE_STEP, 1 / (weeks + 1))
  const end = Math.min(hour, underWay.hour + HOURS_OF_WEEK * MOST_IDLE_WEEKS)
  for (let each = underWay.hour; each < end; each++) {
    const cell = hourOfWeek(each)
    const before = profile[cell] as number
    const seen = each === underWay.hour ? underWay.hourDistinct : 0
    if (before === 0 && seen === 0) continue
    const rate = fromByte(before)
    const lesson = weeks === 0 ? seen : Math.min(seen, rate * LESSON.factor + LESSON.slack.hour)
    profile[cell] = toByte(rate + step * (lesson - rate))
  }
}

const endDay = (account: Account, group: PeerGroup, peers: Peers): void => {
  const { underWay, own } = account
  const { dayDistinct, dayForeign } = underWay
  if (!underWay.isDayTainted && dayDistinct > 0) {
    const expected = usualDay(account, group, peers.everyone) * loadOf(peers, underWay.hour, 24)
    const share = usualForeignShare(account, group, peers.everyone)
    const lesson = Math.min(dayDistinct, expected * LESSON.factor + LESSON.slack.day)
    fadingAdd(own.sums, OwnSum.activeDays, 1, MEMORY.days)
    fadingAdd(own.sums, OwnSum.dayDistinct, lesson, MEMORY.days)
    for (const each of peersToTeach(peers, account.role)) {
      addPeerSum(each, PeerSum.activeDays, 1)
      addPeerSum(each, PeerSum.dayDistinct, lesson)
      addMoments(each, PeerSum.dayMoments, dayDistinct, expected)
      addMoments(each, PeerSum.foreignDayMoments, dayForeign, expected * share)
    }
  }
  underWay.dayDistinct = 0
  underWay.dayForeign = 0
  underWay.isDayTainted = false
}
