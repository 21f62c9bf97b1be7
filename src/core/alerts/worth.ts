// Calibrates detectors' scores, and the sum of signs, against honest account-days.
import { OwnSum, ownSum, type Account } from '../account.ts'
import {
  BEYOND_ALL_WORK,
  beyondLimit,
  LIMIT_SURPRISE,
  signKinds,
  type Detector,
  type Finding,
} from '../detector.ts'
import type { LaneState } from '../lane-state.ts'
import { hoursKnown, isYoung, type Peers } from '../peers/peers.ts'
import { unrestOf } from '../peers/unrest.ts'
import { calibrateSum } from '../surprise/sum-tail.ts'
import {
  ALL_SIGNS,
  calibrate,
  knownDays,
  tailOfRole,
  type SharePrior,
  type TailPrior,
} from '../surprise/tails.ts'
import type { Found } from './found.ts'

/**
 * With this many account-days known, most honest work has been seen; before, the priors below assume less.
 */
const WELL_KNOWN_DAYS = 150
/** Beyond this score even unforeseen honest work becomes rarer, with the square of the score. */
const UNTHOUGHT_OF = 20
/**
 * Prior for a detector's raw score, before there are days to compare it with. A day's score is the highest of
 * many windows.
 */
const SCORE_PRIOR: TailPrior = {
  factor: 10,
  decade: 4,
  floor: (days, score) => 1e-3 * (days < WELL_KNOWN_DAYS ? 1 : Math.min(1, (UNTHOUGHT_OF / score) ** 2)),
  scale: Math.log1p,
  leeway: 0,
}
const BEYOND_ALL_WORK_SCORE = beyondLimit(BEYOND_ALL_WORK)
const BEYOND_PRIOR: TailPrior = {
  factor: 0,
  decade: 1,
  floor: (_, score) => (score < BEYOND_ALL_WORK_SCORE ? 1e-3 : 1e-4),
  scale: (score) => score,
  leeway: 1,
}
/**
 * Prior for the sum of signs, which is a surprise already. While fewer than 150 account-days are known, it
 * keeps the result just below a low alert by default, unless the sum is twice as high as that would otherwise
 * take.
 */
const ALL_PRIOR: SharePrior = {
  factor: 3,
  decade: 1,
  floor: (days, score) => (days < WELL_KNOWN_DAYS ? Math.min(LITTLE_KNOWN, 10 ** (-score / 2)) : 0),
}
const LITTLE_KNOWN = 3e-3
/** As `ALL_PRIOR`, but never more than a low alert by default, however strong the signs are. */
const AS_EVER_PRIOR: SharePrior = {
  ...ALL_PRIOR,
  floor: (_, score) => Math.max(1e-3, Math.min(LITTLE_KNOWN, 10 ** (-score / 2))),
}

/** Calibrates a detector's score for a role; see `calibrate`. */
const createCalibration = ({ peers: { tails } }: LaneState, prior = SCORE_PRIOR) => {
  return ({ id }: Detector, role: string, score: number): number =>
    calibrate(score, prior, knownDays(tails.get(id), tails.get(tailOfRole(id, role))))
}

/**
 * Surprise of one honest day of the role in 2,000. Below it, a limit of exports relative to what is usual
 * does not count as crossed, and a fixed limit is excused.
 */
const RARE = 3.3
/**
 * As `RARE`, for the other relative limits: one day in 10,000, about as many as there may be false alarms.
 * They can be stricter, because reading goes on, while an export is over at once.
 */
const RARE_READING = 4

/** A finding after calibration for an account of the role. */
export type Worth = Pick<Found, 'finding' | 'surprise'>

/** Calibrates findings against the honest days that the lane has seen. */
export const createValuation = (
  lane: LaneState,
): ((detector: Detector, role: string, finding: Finding) => Worth) => {
  const calibrated = createCalibration(lane)
  const beyond = createCalibration(lane, BEYOND_PRIOR)
  return (detector, role, finding) => {
    const { score, limit } = finding
    if (detector.kind !== 'limit') {
      const surprise = calibrated(detector, role, score)
      // The limit counts as crossed only if the account-day is rare.
      const isRare = surprise >= (detector.kind === 'action' ? RARE : RARE_READING)
      return { finding: limit === null || isRare ? finding : { ...finding, limit: null }, surprise }
    }
    const isUsual = score > 0 && finding.excuse !== 'work' && beyond(detector, role, score) < RARE
    return { finding: isUsual ? { ...finding, excuse: 'work' } : finding, surprise: LIMIT_SURPRISE }
  }
}

/**
 * Surprise of today's signs: by their sum, or by the loudest kind alone, whichever is larger. The loudest
 * kind is corrected for having looked at all kinds and at the sum (Bonferroni's bound). In a company of many
 * odd days a large sum is no great surprise, but a single sign that nobody of the role has ever come near
 * still is one. Evidence against everybody today is subtracted (unrest.ts).
 */
export const calibrateAll = (
  { peers }: LaneState,
  account: Account,
  { sum, loudest }: { readonly sum: number; readonly loudest: number },
): number => {
  const asEver = isAsEver(account, peers)
  const bySum = calibrateSum(sum, asEver ? AS_EVER_PRIOR : ALL_PRIOR, peers.tails.get(ALL_SIGNS))
  const alone = asEver ? 0 : loudest - LOOKED_AT
  return Math.max(0, Math.max(bySum, alone) - unrestOf(peers))
}

const LOOKED_AT = Math.log10(2 * signKinds.length)

/**
 * Whether the log is young, and the account has been at work all through it, as an automated interface is.
 * Such an account presumably worked in the same way before the log began.
 */
const isAsEver = (account: Account, peers: Peers): boolean => {
  const { hour } = account.underWay
  return (
    isYoung(peers, hour) &&
    ownSum(account, OwnSum.activeHours) >= hoursKnown(peers, hour) * MOST_HOURS - FEW_HOURS
  )
}

const MOST_HOURS = 0.8
const FEW_HOURS = 2
