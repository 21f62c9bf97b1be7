// How high detectors' scores rise on honest days: what the next ones are held against (tails.ts).
// `as number` stands where an index is in bounds by construction.
import type { Account } from '../account.ts'
import type { Detector } from '../detector.ts'
import { tailsToTeach, tailToTeach, type Peers } from '../peers/peers.ts'
import { addDay, ALL_SCORE, ALL_SIGNS, recountDay, SCORE_STEPS } from '../surprise/tails.ts'

/** What has scored the account's day. */
export type Scored = Pick<Detector, 'id' | 'kind'>

/**
 * From this sum on the day's signs agree too well to be a measure of the single detectors. The sum itself is learnt: of the tail of sums
 * only what lies below is believed (sum-tail.ts).
 */
const SUSPECT_SUM = 3.5

/** The score that a day's detector is remembered with; null: it was silent. */
const scoreOf = (steps: number): number | null => (steps === 0 ? null : steps / SCORE_STEPS)

/**
 * Counts at once how far beyond its limit the detector at that place has risen from `before`. When the work of a role changes, or what the
 * log says of it, most of its accounts pass the ceiling on the same day: after the first few that is no news.
 */
export const learnLimit = (
  { dayScores, role }: Account,
  peers: Peers,
  { at, id, before }: { readonly at: number; readonly id: string; readonly before: number },
): void => {
  const [counted, now] = [scoreOf(before), scoreOf(dayScores[at] as number)]
  for (const tail of tailsToTeach(peers, id, role)) recountDay(tail, counted, now)
}

/** How an account's day is learnt from when it has ended. */
export type DayEnd = {
  /** Whether there is a baseline to measure by (peers.ts). */
  readonly isMeasured: boolean
  readonly detectors: readonly Scored[]
}

/**
 * How high each detector's score rose today, where the day is a measure of honest work. How far a day went beyond a limit is known from the
 * first day on; other scores would measure how little was known.
 */
export const learnScores = (account: Account, peers: Peers, { detectors, isMeasured }: DayEnd): void => {
  const { dayScores, role, underWay } = account
  const sum = (dayScores[ALL_SCORE] as number) / SCORE_STEPS
  if (isMeasured && !underWay.isDayTheft) addDay(tailToTeach(peers, ALL_SIGNS), sum)
  const isMeasure = !underWay.isDayTheft && (!isMeasured || sum < SUSPECT_SUM)
  for (const [at, { id, kind }] of detectors.entries()) {
    const isLimit = kind === 'limit'
    if (!isMeasured && !isLimit) continue
    const score = scoreOf(dayScores[at] as number)
    const counted = isLimit ? score : null
    const due = isMeasure ? (score ?? 0) : null
    if (counted === null && due === null) continue
    for (const tail of tailsToTeach(peers, id, role)) recountDay(tail, counted, due)
  }
}
