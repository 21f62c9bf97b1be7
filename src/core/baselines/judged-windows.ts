import { Noted, type Account } from '../account.ts'
import { readingIn, type Counting, type ReadingWindow } from '../habits/reading.ts'
import { peerGroup, tailsToTeach, type Peers } from '../peers/peers.ts'
import { fromByte, toByte } from '../small-float.ts'
import { surprise, surpriseAtLeast } from '../surprise/surprise.ts'
import {
  addDay,
  calibrate,
  daysSeen,
  knownDays,
  LEAST_SCORE,
  LINEAR,
  tailOfRole,
  type Lean,
  type TailPrior,
} from '../surprise/tails.ts'
import type { WindowName } from '../windows/levels.ts'
import { levelsFor, usualAround, type Expected, type Usual } from './expected.ts'

/** A count over one window that is compared with a baseline. */
export type JudgedWindow = {
  readonly of: keyof Usual
  readonly name: string
  /**
   * Name of the tail of such windows (tails.ts). The colon keeps it apart from detector ids, which have none.
   */
  readonly tail: string
  /** How often an active account has such a window. */
  readonly per: 'hour' | 'day'
  readonly observe: (account: Account, counting: Counting) => number
}

const readIn = (window: ReadingWindow) => (account: Account, counting: Counting) =>
  readingIn(account, window, counting)
const foreignIn = (window: WindowName) => (_: Account, counting: Counting) => counting.foreign(window)

const windows: readonly Omit<JudgedWindow, 'tail'>[] = [
  { of: 'tenMinutes', name: 'read in 10 min', per: 'hour', observe: readIn('PT10M') },
  { of: 'hour', name: 'read in 1 h', per: 'hour', observe: readIn('PT1H') },
  { of: 'day', name: 'read in a day', per: 'day', observe: readIn('day') },
  { of: 'foreignHour', name: 'foreign in 1 h', per: 'hour', observe: foreignIn('PT1H') },
  { of: 'foreignDay', name: 'foreign in 24 h', per: 'day', observe: foreignIn('PT24H') },
]

export const judgedWindows: readonly JudgedWindow[] = windows.map((each) => ({
  ...each,
  tail: `window:${each.of}`,
}))

/** A window's count, and the baseline it is compared with. */
type Compared = { readonly observed: number; readonly expected: Expected }

/** Until windows are known, the probability under the baseline is believed as it is. */
const WINDOW_PRIOR: TailPrior = {
  factor: 1,
  decade: 1,
  floor: () => 0,
  scale: LINEAR,
  leeway: 0,
}
/**
 * Windows are far more numerous than days. So the prior and everyone's windows weigh little beside the role's
 * own.
 */
const WINDOW_LEAN: Lean = { prior: 1, everyone: 2 }
/** Cap on the surprise: this many decades more than log10 of the number of windows known. */
const MOST_DECADES_BEYOND = 1
/**
 * Least value of that cap, in decades. It is higher for a day, because its hours have been judged before the
 * first day ends.
 */
const UNKNOWN_DECADES = { hour: 1, day: 2 }

/**
 * -log10 of the share of honest account-windows that hold this count or more. The surprise under the baseline
 * (surprise.ts) is compared with its values in the windows of the role, and of everyone, so far. This is
 * needed because people are burstier than a negative binomial, each role in its own way, and because no
 * baseline is right in the first hours of a log.
 * The rank of a new value among exchangeable ones is uniform whatever the model (conformal prediction: Vovk,
 * Gammerman and Shafer, 2005). So the result holds from the first hour on, up to a decade beyond what the
 * number of windows can show.
 * Detectors do not use it: they must tell extreme counts apart, and the judge calibrates their scores by the
 * day (found.ts).
 */
export const windowSurprise = (
  { tails }: Peers,
  role: string,
  { tail, per }: JudgedWindow,
  { observed, expected }: Compared,
): number => {
  const raw = surprise(observed, expected.mean, expected.dispersion)
  const known = knownDays(tails.get(tail), tails.get(tailOfRole(tail, role)), WINDOW_LEAN)
  const windows = 1 + known.days
  const most = Math.max(UNKNOWN_DECADES[per], Math.log10(windows) + MOST_DECADES_BEYOND)
  // Where most windows are empty, the fitted tail is lighter than the observed one. The rank bounds it.
  const ranked = -Math.log10(daysSeen(raw, known) / windows)
  return Math.min(most, ranked, calibrate(raw, WINDOW_PRIOR, known))
}

/**
 * Stores the expected levels as an hour begins. By its end, what colleagues did in that hour has been learnt,
 * and would make the account's count look less surprising than it was.
 */
export const noteUsual = (account: Account, peers: Peers, hour: number): void => {
  const { noted } = account
  const levels = levelsFor(account, peerGroup(peers, account.role), peers, hour)
  noted[Noted.hour] = toByte(levels.hour)
  noted[Noted.day] = toByte(levels.day)
  noted[Noted.foreignDay] = toByte(levels.day * levels.foreignShare)
}

/** The smallest level above 0 that one byte can store. */
const LEAST_NOTED = fromByte(1)

const notedUsual = ({ noted, role }: Account, peers: Peers): Usual => {
  const [hour, day, foreignDay] = [Noted.hour, Noted.day, Noted.foreignDay].map((at) =>
    Math.max(LEAST_NOTED, fromByte(noted[at] ?? 0)),
  ) as [number, number, number]
  return usualAround({ hour, day, foreignShare: foreignDay / day }, peerGroup(peers, role))
}

/** Weight of a window that is compared with a baseline that is not settled yet. */
const EARLY_WEIGHT = 0.25

/** `counting` must be for the account whose hour ends. */
type HourEnd = { readonly counting: Counting; readonly isDayOver: boolean; readonly isMeasured: boolean }

/**
 * Learns from the account's windows as they stood at its last look-up of the hour. Call it before anything
 * else learns from that hour. Hours and days under an alert of medium or more are left out (taint.ts).
 */
export const learnWindows = (
  account: Account,
  peers: Peers,
  { counting, isDayOver, isMeasured }: HourEnd,
): void => {
  const { role, underWay } = account
  if (underWay.isHourTainted) return
  const usual = notedUsual(account, peers)
  for (const window of judgedWindows) {
    if (window.per === 'day' && (!isDayOver || underWay.isDayTainted)) continue
    const compared = { observed: window.observe(account, counting), expected: usual[window.of] }
    learnWindow({ peers, role, window }, compared, isMeasured ? 1 : EARLY_WEIGHT)
  }
}

type Lesson = { readonly peers: Peers; readonly role: string; readonly window: JudgedWindow }

/** Adds the surprise of one honest window to the tails of everyone and of the role. */
export const learnWindow = (
  { peers, role, window }: Lesson,
  { observed, expected }: Compared,
  weight: number,
): void => {
  const score = surpriseAtLeast(observed, expected.mean, expected.dispersion, LEAST_SCORE) ?? 0
  for (const tail of tailsToTeach(peers, window.tail, role)) addDay(tail, score, weight)
}
