import { OwnSum, ownSum, type Account } from '../account.ts'
import { nearestThreeBytes } from '../small-float.ts'

/** Active days after which an account counts as known. */
const KNOWN_DAYS = 7
/** Most by which a known account's usual day may grow per active day: a share, plus a tenth of a waybill. */
const GROWTH = { share: 0.01, waybills: 0.1 }

/**
 * Share of an account's learnt days that counts as usual, 0..1. Honest work changes slowly or with a new
 * role, and a theft that grows day by day must not become usual. The mean of a known account's days is
 * followed down at once, but up by only 1 % an active day. A patient thief thus gains about 6 % in a week of
 * five days (test/core/baselines/learn.test.ts allows 8 %).
 */
export const allowedShare = (account: Account): number => {
  const days = ownSum(account, OwnSum.activeDays)
  const distinct = ownSum(account, OwnSum.dayDistinct)
  if (days < KNOWN_DAYS || distinct === 0) return 1
  return Math.min(1, (ownSum(account, OwnSum.allowed) * days) / distinct)
}

/** Updates `OwnSum.allowed` at the end of an active day. Call it after the day has been learnt. */
export const allowGrowth = (account: Account): void => {
  const days = ownSum(account, OwnSum.activeDays)
  const mean = ownSum(account, OwnSum.dayDistinct) / Math.max(1, days)
  const before = ownSum(account, OwnSum.allowed)
  account.own.sums[OwnSum.allowed] = nearestThreeBytes(
    days < KNOWN_DAYS ? mean : Math.min(mean, before * (1 + GROWTH.share) + GROWTH.waybills),
  )
}
