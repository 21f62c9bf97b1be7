import type { Account } from './account.ts'
import { usualFor, type Expected, type Usual } from './expected.ts'
import { peerGroup, tailToTeach, type Peers } from './peers.ts'
import { countingOf, readingIn, type Counting, type ReadingWindow } from './reading.ts'
import { surprise } from './surprise.ts'
import { addDay, calibrate, daysKnown, type TailPrior } from './tails.ts'

/** A count of one window that is held against a baseline. */
export type JudgedWindow = {
  readonly of: keyof Omit<Usual, 'roleDay'>
  readonly name: string
  /** How often an active account has such a window. */
  readonly per: 'hour' | 'day'
  readonly observe: (account: Account, counting: Counting) => number
}

const readIn = (window: ReadingWindow) => (account: Account, counting: Counting) =>
  readingIn(account, window, counting)

export const judgedWindows: readonly JudgedWindow[] = [
  { of: 'tenMinutes', name: 'read in 10 min', per: 'hour', observe: readIn('PT10M') },
  { of: 'hour', name: 'read in 1 h', per: 'hour', observe: readIn('PT1H') },
  { of: 'day', name: 'read in a day', per: 'day', observe: readIn('PT24H') },
  { of: 'foreignHour', name: 'foreign in 1 h', per: 'hour', observe: (_, { foreign }) => foreign('PT1H') },
  { of: 'foreignDay', name: 'foreign in 24 h', per: 'day', observe: (_, { foreign }) => foreign('PT24H') },
]

/** A count, and what is usual. */
type Compared = { readonly observed: number; readonly expected: Expected }

/** Before there are windows to count, the model is taken at its word. */
const WINDOW_PRIOR: TailPrior = { factor: 1, decade: 1, floor: 0, floorDays: 0, scale: (score) => score }

/** Of a handful of windows nothing rarer is told than one in ten times as many as are known. */
const UNKNOWN_WINDOWS = 30
const MOST_DECADES_BEYOND = 1

/**
 * -log10 of the share of honest account-windows that hold this much or more. What a baseline says (surprise.ts) is held against what it
 * has said of the windows of the role, and of everyone, so far: people are burstier than a negative binomial, each role in
 * its own way, and in the first hours of a log no baseline is right. The rank of a new value among exchangeable ones is uniform
 * whatever the model (conformal prediction: Vovk, Gammerman and Shafer, 2005), so this holds from the first hour on, to a decade beyond
 * what the number of windows can show. Detectors do not go by it: they need to tell more from most, and the judge calibrates
 * their scores by the day (judge.ts).
 */
export const windowSurprise = (
  { tails }: Peers,
  role: string,
  { of }: JudgedWindow,
  { observed, expected }: Compared,
): number => {
  const everyone = tails.get(tailName(of))
  const ofRole = tails.get(`${tailName(of)}/${role}`)
  const raw = surprise(observed, expected.mean, expected.dispersion)
  const most = Math.log10(UNKNOWN_WINDOWS + daysKnown(everyone, ofRole)) + MOST_DECADES_BEYOND
  return Math.min(most, calibrate(raw, WINDOW_PRIOR, everyone, ofRole))
}

/** No detector's id has a colon. */
const tailName = (of: JudgedWindow['of']): string => `window:${of}`

/**
 * Learns from the account's windows as they stood at its last look-up of the hour, before anything else is learnt of it; not from what
 * lies under an alert.
 */
export const learnWindows = (account: Account, peers: Peers, isDayOver: boolean): void => {
  const { role, underWay } = account
  if (underWay.isHourTainted) return
  const usual = usualFor(account, peerGroup(peers, role), peers, underWay.hour)
  const counting = countingOf(account)
  for (const window of judgedWindows) {
    if (window.per === 'day' && (!isDayOver || underWay.isDayTainted)) continue
    learnWindow(peers, role, window, {
      observed: window.observe(account, counting),
      expected: usual[window.of],
    })
  }
}

/** Learns how far one honest window was from what was usual. Roles beyond those that are kept (peers.ts) have no tails either. */
export const learnWindow = (
  peers: Peers,
  role: string,
  { of }: JudgedWindow,
  { observed, expected }: Compared,
): void => {
  const score = surprise(observed, expected.mean, expected.dispersion)
  addDay(tailToTeach(peers, tailName(of)), score)
  if (peers.roles.has(role)) addDay(tailToTeach(peers, `${tailName(of)}/${role}`), score)
}
