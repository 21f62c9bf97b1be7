import { OwnSum, ownSum, type Account } from '../account.ts'
import { nearestThreeBytes } from '../small-float.ts'

/** With so many active days an account is known. */
const KNOWN_DAYS = 7
/** What is usual for a known account may grow by this share an active day, and by a tenth of a waybill. */
const GROWTH = { share: 0.01, waybills: 0.1 }

/**
 * Share of what an account has learnt of its days that counts, 0..1. Work changes slowly or by a new role; a theft that grows day by
 * day is not to become usual. The mean of a known account's days is followed down at once, and up by 1 % an active day: so a
 * patient thief gains about 6 % in a week of five days (test/core/baselines/learn.test.ts).
 */
export const allowedShare = (account: Account): number => {
  const days = ownSum(account, OwnSum.activeDays)
  const distinct = ownSum(account, OwnSum.dayDistinct)
  if (days < KNOWN_DAYS || distinct === 0) return 1
  return Math.min(1, (ownSum(account, OwnSum.allowed) * days) / distinct)
}

/** Ends an active day, after it has been learnt. */
export const allowGrowth = (account: Account): void => {
  const days = ownSum(account, OwnSum.activeDays)
  const mean = ownSum(account, OwnSum.dayDistinct) / Math.max(1, days)
  const before = ownSum(account, OwnSum.allowed)
  account.own.sums[OwnSum.allowed] = nearestThreeBytes(
    days < KNOWN_DAYS ? mean : Math.min(mean, before * (1 + GROWTH.share) + GROWTH.waybills),
  )
}
