import { OwnSum, type Account } from '../account.ts'
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
export const allowedShare = ({ own: { sums } }: Account): number => {
  const days = sums[OwnSum.activeDays] ?? 0
  const distinct = sums[OwnSum.dayDistinct] ?? 0
  if (days < KNOWN_DAYS || distinct === 0) return 1
  return Math.min(1, ((sums[OwnSum.allowed] ?? 0) * days) / distinct)
}

/** Ends an active day, after it has been learnt. */
export const allowGrowth = ({ own: { sums } }: Account): void => {
  const days = sums[OwnSum.activeDays] ?? 0
  const mean = (sums[OwnSum.dayDistinct] ?? 0) / Math.max(1, days)
  const before = sums[OwnSum.allowed] ?? 0
  sums[OwnSum.allowed] = nearestThreeBytes(
    days < KNOWN_DAYS ? mean : Math.min(mean, before * (1 + GROWTH.share) + GROWTH.waybills),
  )
}
