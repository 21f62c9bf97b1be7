// Notes each judgement's scores in the account's day, so that days can be compared with each other. Hot
// state: written in place.
import type { Severity } from '../../contract/alert.ts'
import type { Account } from '../account.ts'
import { learnScore, learnSum, takeBackScores, type Scored } from '../baselines/learn-scores.ts'
import { SIGN } from '../detector.ts'
import type { LaneState } from '../lane-state.ts'
import { noteSigns } from '../peers/unrest.ts'
import { ALL_SCORE, RECURRING_SCORE, SCORE_STEPS } from '../surprise/tails.ts'
import type { Judgement } from './judge.ts'
import { isOdd } from './severity.ts'
import { calibrateAll, whatAndHow, type Signs } from './weigh.ts'

/**
 * Notes a judgement's scores in the account's day. If the day's sum of signs has passed another half decade,
 * returns the surprise of the evidence without signs of source and time; else null. A new machine that accounts
 * share is one fact and not several, and so is an outlet's late night, or its first day after it was closed.
 */
export const noteDay = (
  lane: LaneState,
  account: Account,
  { found, signs }: Judgement,
  detectors: readonly Scored[],
): number | null => {
  for (const { at, detector, finding } of found) {
    const before = account.dayScores[at] as number
    if (!noteScore(account, at, finding.score)) continue
    learnScore(account, lane.peers, { at, id: detector.id, kind: detector.kind, before })
  }
  if (signs === null) return null
  const risenTo = noteSum(lane, account, signs)
  takeBackScores(account, lane.peers, detectors)
  return risenTo
}

const noteSum = (lane: LaneState, account: Account, { score, kinds, severity }: Signs): number | null => {
  const before = account.dayScores[ALL_SCORE] as number
  if (noteScore(account, ALL_SCORE, score)) learnSum(account, lane.peers, before)
  noteScore(account, RECURRING_SCORE, whatAndHow(kinds))
  const now = account.dayScores[ALL_SCORE] as number
  if (now > before) noteSigns(lane.peers, account.underWay.day, before / SCORE_STEPS, now / SCORE_STEPS)
  if (isNoMeasure(kinds, severity)) account.underWay.isDayTheft = true
  if (!hasRisen(before, now)) return null
  const sum = score - (kinds[SIGN.source] as number) - (kinds[SIGN.time] as number)
  return calibrateAll(lane, account, { sum, loudest: 0 })
}

/** Notes the score if it is the day's highest so far, and returns whether it is. */
const noteScore = ({ dayScores }: Account, at: number, score: number): boolean => {
  const steps = Math.min(255, Math.floor(score * SCORE_STEPS))
  if (steps <= (dayScores[at] as number)) return false
  dayScores[at] = steps
  return true
}

const HALF_A_DECADE = SCORE_STEPS / 2
const hasRisen = (before: number, now: number): boolean =>
  Math.floor(now / HALF_A_DECADE) > Math.floor(before / HALF_A_DECADE)

/**
 * Whether the day is no measure of honest work. It is none if two kinds of signs are odd, even below an alarm.
 * It is none if the sum of signs alone is an alarm of medium or more, and signs of reach or order are strong
 * by themselves. Days with an alarm over a mere change of work (a new machine, a busy day), or over a limit
 * alone, are learnt from: otherwise such false alarms would never become fewer.
 */
const isNoMeasure = (kinds: readonly number[], severity: Severity | null): boolean => {
  let odd = 0
  for (let kind = 0; kind < kinds.length; kind++) if (isOdd(kinds, kind)) odd++
  if (odd > 1) return true
  if (severity === null || severity === 'low') return false
  return isOdd(kinds, SIGN.reach) || isOdd(kinds, SIGN.order)
}
