// Learns how high detectors' scores rise on honest days. Later scores are compared with these (tails.ts).
// `as number` stands where an index is in bounds by construction.
import type { Account } from '../account.ts'
import { OF_EARLIER_DAYS, type Detector, type SignKind } from '../detector.ts'
import { hasEarlierDays, isEarlyDay, isMeasured } from '../peers/log-age.ts'
import { tailsToTeach, tailToTeach, type Peers } from '../peers/peers.ts'
import { addDay, ALL_SCORE, ALL_SIGNS, bucketOf, recountDay, SCORE_STEPS } from '../surprise/tails.ts'

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
 * What a detector's score so far, in steps, counts as while its day is under way; null if it waits for the day's
 * end:
 * - A limit counts at once if it is crossed. If a role's work or its log changes, most of its accounts cross the
 *   ceiling on the same day. After the first few, that is no news.
 * - In the log's early days other signs count at once, too. No earlier day tells how high scores rise, but those
 *   of the others today do: all are measured against the same poor baseline.
 */
const countedAs = ({ underWay }: Account, kind: SignKind, steps: number): number | null => {
  if (kind === 'limit') return scoreOf(steps)
  return underWay.areSignsCounted && !OF_EARLIER_DAYS.has(kind) ? steps / SCORE_STEPS : null
}

/** Counts the day with another score in a detector's tails; null: not at all. */
const recount = (
  { role }: Account,
  peers: Peers,
  id: string,
  { before, now }: { readonly before: number | null; readonly now: number | null },
): void => {
  if (before === null && now === null) return
  for (const tail of tailsToTeach(peers, id, role)) recountDay(tail, before, now)
}

/** Bucket of the account's own day in a detector's tail; null if it is not counted. */
export const ownBucket = (account: Account, at: number, kind: SignKind): number | null => {
  const counted = countedAs(account, kind, account.dayScores[at] as number)
  return counted === null ? null : bucketOf(counted)
}

/** As `ownBucket`, in the tail of all signs. */
export const ownBucketOfSum = ({ dayScores, underWay }: Account): number | null =>
  underWay.isSumCounted ? bucketOf((dayScores[ALL_SCORE] as number) / SCORE_STEPS) : null

/** Counts a day that begins, if it is one of the log's early days. */
export const beginScores = (account: Account, peers: Peers, detectors: readonly Scored[]): void => {
  const { underWay } = account
  if (!isEarlyDay(peers, underWay.day)) return
  underWay.areSignsCounted = true
  underWay.isSumCounted = true
  addDay(tailToTeach(peers, ALL_SIGNS), 0)
  for (const { id, kind } of detectors)
    recount(account, peers, id, { before: null, now: countedAs(account, kind, 0) })
}

/**
 * Counts a score that has risen, where it counts before the day has ended. `at`: the detector's index; `before`:
 * its score so far today, in steps.
 */
export const learnScore = (
  account: Account,
  peers: Peers,
  { at, id, kind, before }: Scored & { readonly at: number; readonly before: number },
): void => {
  const now = countedAs(account, kind, account.dayScores[at] as number)
  if (now !== null) recount(account, peers, id, { before: countedAs(account, kind, before), now })
}

/** As `learnScore`, for the sum of all signs. */
export const learnSum = ({ dayScores, underWay }: Account, peers: Peers, before: number): void => {
  if (!underWay.isSumCounted) return
  const now = (dayScores[ALL_SCORE] as number) / SCORE_STEPS
  recountDay(tailToTeach(peers, ALL_SIGNS), before / SCORE_STEPS, now)
}

/**
 * Takes back what a day under way has counted as soon as it turns out to be no measure of honest work, once there
 * is a baseline to measure by: thieves at work at the same time would hide each other.
 */
export const takeBackScores = (account: Account, peers: Peers, detectors: readonly Scored[]): void => {
  const { dayScores, role, underWay } = account
  if (!underWay.isSumCounted) return
  const sum = (dayScores[ALL_SCORE] as number) / SCORE_STEPS
  if (!(underWay.isDayTheft || sum >= SUSPECT_SUM) || !isMeasured(peers, role, underWay.hour)) return
  if (underWay.isDayTheft) {
    recountDay(tailToTeach(peers, ALL_SIGNS), sum, null)
    underWay.isSumCounted = false
  }
  if (!underWay.areSignsCounted) return
  for (const [at, { id, kind }] of detectors.entries()) {
    if (kind === 'limit') continue
    recount(account, peers, id, { before: countedAs(account, kind, dayScores[at] as number), now: null })
  }
  underWay.areSignsCounted = false
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
 * how little is known. Whatever has been counted while the day was under way is replaced.
 */
export const learnScores = (account: Account, peers: Peers, end: DayEnd): void => {
  const { dayScores, underWay } = account
  const isNew = !hasEarlierDays(account)
  const sum = (dayScores[ALL_SCORE] as number) / SCORE_STEPS
  const isSumDue = end.isMeasured && !underWay.isDayTheft
  if (isSumDue || underWay.isSumCounted)
    recountDay(tailToTeach(peers, ALL_SIGNS), underWay.isSumCounted ? sum : null, isSumDue ? sum : null)
  const isMeasure = !underWay.isDayTheft && (!end.isMeasured || sum < SUSPECT_SUM)
  for (const [at, { id, kind }] of end.detectors.entries()) {
    const steps = dayScores[at] as number
    // Its silence is no measure. Otherwise the first to speak, in the first days of a log, would be taken for rare.
    const isSilence = isNew && OF_EARLIER_DAYS.has(kind)
    const isDue = isMeasure && (end.isMeasured || kind === 'limit') && !isSilence
    const now = isDue ? steps / SCORE_STEPS : null
    recount(account, peers, id, { before: countedAs(account, kind, steps), now })
  }
}
