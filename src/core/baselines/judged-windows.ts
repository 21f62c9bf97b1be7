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
  tailOfRole,
  type Lean,
  type TailPrior,
} from '../surprise/tails.ts'
import { levelsFor, usualAround, type Expected, type Usual } from './expected.ts'

/** A count of one window that is held against a baseline. */
export type JudgedWindow = {
  readonly of: keyof Usual
  readonly name: string
  /** Names the tail of everyone's such windows (tails.ts). No detector's id has a colon. */
  readonly tail: string
  /** How often an active account has such a window. */
  readonly per: 'hour' | 'day'
  readonly observe: (account: Account, counting: Counting) => number
}

const readIn = (window: ReadingWindow) => (account: Account, counting: Counting) =>
  readingIn(account, window, counting)

const windows: readonly Omit<JudgedWindow, 'tail'>[] = [
  { of: 'tenMinutes', name: 'read in 10 min', per: 'hour', observe: readIn('PT10M') },
  { of: 'hour', name: 'read in 1 h', per: 'hour', observe: readIn('PT1H') },
  { of: 'day', name: 'read in a day', per: 'day', observe: readIn('day') },
  { of: 'foreignHour', name: 'foreign in 1 h', per: 'hour', observe: (_, { foreign }) => foreign('PT1H') },
  { of: 'foreignDay', name: 'foreign in 24 h', per: 'day', observe: (_, { foreign }) => foreign('PT24H') },
]

export const judgedWindows: readonly JudgedWindow[] = windows.map((each) => ({
  ...each,
  tail: `window:${each.of}`,
}))

/** A count, and what is usual. */
type Compared = { readonly observed: number; readonly expected: Expected }

/** Before there are windows to count, the model is taken at its word. */
const WINDOW_PRIOR: TailPrior = {
  factor: 1,
  decade: 1,
  floor: () => 0,
  scale: (score) => score,
  leeway: 0,
}
/** There are many more windows than days: what they say is not to be hidden by others. */
const WINDOW_LEAN: Lean = { prior: 1, everyone: 2 }
/** So far beyond one in as many windows as are known is told. */
const MOST_DECADES_BEYOND = 1
/** And so much before any is known: of a day the hours have told something before the first has ended. */
const UNKNOWN_DECADES = { hour: 1, day: 2 }

/**
 * -log10 of the share of honest account-windows that hold this much or more. What a baseline says (surprise.ts) is held against what it
 * has said of the windows of the role, and of everyone, so far: people are burstier than a negative binomial, each role in
 * its own way, and in the first hours of a log no baseline is right. The rank of a new value among exchangeable ones is uniform
 * whatever the model (conformal prediction: Vovk, Gammerman and Shafer, 2005), so this holds from the first hour on, to a decade beyond
 * what the number of windows can show. Detectors do not go by it: they need to tell more from most, and the judge calibrates
 * their scores by the day (worth.ts).
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
  // Where most windows hold nothing, the fitted tail is lighter than what was seen.
  const ranked = -Math.log10(daysSeen(raw, known) / windows)
  return Math.min(most, ranked, calibrate(raw, WINDOW_PRIOR, known))
}

/**
 * Notes what is usual as an hour begins. When it ends colleagues have shown what such an hour brings, and nothing in it would be the
 * surprise that it was.
 */
export const noteUsual = (account: Account, peers: Peers, hour: number): void => {
  const { noted } = account
  const levels = levelsFor(account, peerGroup(peers, account.role), peers, hour)
  noted[Noted.hour] = toByte(levels.hour)
  noted[Noted.day] = toByte(levels.day)
  noted[Noted.foreignDay] = toByte(levels.day * levels.foreignShare)
}

/** The least that can be noted. */
const LEAST_NOTED = fromByte(1)

const notedUsual = ({ noted, role }: Account, peers: Peers): Usual => {
  const [hour, day, foreignDay] = [Noted.hour, Noted.day, Noted.foreignDay].map((at) =>
    Math.max(LEAST_NOTED, fromByte(noted[at] ?? 0)),
  ) as [number, number, number]
  return usualAround({ hour, day, foreignShare: foreignDay / day }, peerGroup(peers, role))
}

/** How much a window counts against a baseline that does not stand yet. */
const EARLY_WEIGHT = 0.25

/** `counting` is of the account. */
type HourEnd = { readonly counting: Counting; readonly isDayOver: boolean; readonly isMeasured: boolean }

/**
 * Learns from the account's windows as they stood at its last look-up of the hour, before anything else is learnt of it; not from what
 * lies under an alert of medium or more (taint.ts).
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

/** Learns how far one honest window was from what was usual. */
export const learnWindow = (
  { peers, role, window }: Lesson,
  { observed, expected }: Compared,
  weight = 1,
): void => {
  const score = surpriseAtLeast(observed, expected.mean, expected.dispersion, LEAST_SCORE) ?? 0
  for (const tail of tailsToTeach(peers, window.tail, role)) addDay(tail, score, weight)
}
