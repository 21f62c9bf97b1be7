// Learns how high detectors' scores rise on honest days. Later scores are compared with these (tails.ts).
// `as number` stands where an index is in bounds by construction.
import type { Account } from '../account.ts'
import { OF_EARLIER_DAYS, type Detector } from '../detector.ts'
import { hasEarlierDays } from '../peers/log-age.ts'
import { tailsToTeach, tailToTeach, type Peers } from '../peers/peers.ts'
import { addDay, ALL_SCORE, ALL_SIGNS, recountDay, SCORE_STEPS } from '../surprise/tails.ts'

/** A detector that has scored the account's day. */
export type Scored = Pick<Detector, 'id' | 'kind'>

/**
 * From this sum of signs on, a day is too suspect to teach the tails of the single detectors: among such days
 * are thefts that stay below an alarm, and the next of their kind would be no surprise. The sum itself is still
 * learnt, so that its tail makes up for what the others leave out; it is not fitted to its largest ones
 * (sum-tail.ts).
 */
const SUSPECT_SUM = 2.5

/** A detector's highest score of the day, from its stored steps; null: it was silent. */
const scoreOf = (steps: number): number | null => (steps === 0 ? null : steps / SCORE_STEPS)

/**
 * Counts right away, not only at the end of the day, how far a limit has been exceeded. `at`: the detector's
 * index; `before`: its score so far today, in steps. If a role's work or its log changes, most of its
 * accounts cross the ceiling on the same day. After the first few, that is no news.
 */
export const learnLimit = (
  { dayScores, role }: Account,
  peers: Peers,
  { at, id, before }: { readonly at: number; readonly id: string; readonly before: number },
): void => {
  const [counted, now] = [scoreOf(before), scoreOf(dayScores[at] as number)]
  for (const tail of tailsToTeach(peers, id, role)) recountDay(tail, counted, now)
}

/** What is needed to learn from an account's day when it has ended. */
export type DayEnd = {
  /** Whether there is a baseline to measure by (log-age.ts). */
  readonly isMeasured: boolean
  readonly detectors: readonly Scored[]
}

/**
 * Learns how high each detector's score rose today, if the day is a measure of honest work. Scores of limits
 * are learnt from the first day on. Others are learnt once there is a baseline: before, they would measure
 * how little is known.
 */
export const learnScores = (account: Account, peers: Peers, { detectors, isMeasured }: DayEnd): void => {
  const { dayScores, role, underWay } = account
  const isNew = !hasEarlierDays(account)
  const sum = (dayScores[ALL_SCORE] as number) / SCORE_STEPS
  if (isMeasured && !underWay.isDayTheft) addDay(tailToTeach(peers, ALL_SIGNS), sum)
  const isMeasure = !underWay.isDayTheft && (!isMeasured || sum < SUSPECT_SUM)
  for (const [at, { id, kind }] of detectors.entries()) {
    const isLimit = kind === 'limit'
    if (!isMeasured && !isLimit) continue
    // Its silence is no measure. Otherwise the first to speak, in the first days of a log, would be taken for rare.
    if (isNew && OF_EARLIER_DAYS.has(kind)) continue
    const score = scoreOf(dayScores[at] as number)
    const counted = isLimit ? score : null
    const due = isMeasure ? (score ?? 0) : null
    if (counted === null && due === null) continue
    for (const tail of tailsToTeach(peers, id, role)) recountDay(tail, counted, due)
  }
}
