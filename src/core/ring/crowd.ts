// Hot state: written in place by the core.
import { ORDINARY, type Crowd } from './joint-surprise.ts'

/**
 * Sums over the entities of one type on one day: accounts at work, loud accounts, and the loud ones' excess
 * surprise (`excessOf`).
 */
export type CrowdSums = { accounts: number; loud: number; excess: number }

/** Crowd sums by day of work and type of entity. Kept as JSON entries among the lane's fields. */
export type Crowds = Map<string, CrowdSums>

const keyOf = (day: number, type: string): string => `${day}/${type}`

/** Days for which sums are kept. Entities that were last used earlier are compared with an ordinary day. */
const KEPT_DAYS = 8

/** The sums of the day, for adding to. Sums that are too old to be needed are deleted. */
export const crowdToCount = (crowds: Crowds, day: number, type: string): CrowdSums => {
  const key = keyOf(day, type)
  const known = crowds.get(key)
  if (known !== undefined) return known
  for (const old of crowds.keys()) if (Number.parseInt(old, 10) < day - KEPT_DAYS) crowds.delete(old)
  const sums: CrowdSums = { accounts: 0, loud: 0, excess: 0 }
  crowds.set(key, sums)
  return sums
}

/**
 * Accounts and loud accounts of an ordinary day that are always added, because a few real ones are no crowd.
 */
const ORDINARY_WEIGHT = { accounts: 50, loud: 5 }
const MOST_SHARE = 0.9

/**
 * The day's crowd without the accounts of the entity itself. Never less than ordinary: a quiet day must not
 * make ordinary work look like theft.
 */
export const crowdAround = (crowds: Crowds, day: number, type: string, own: CrowdSums): Crowd => {
  const sums = crowds.get(keyOf(day, type))
  if (sums === undefined) return ORDINARY
  const accounts = Math.max(0, sums.accounts - own.accounts)
  const loud = Math.max(0, sums.loud - own.loud)
  const excess = Math.max(0, sums.excess - own.excess)
  const { loudShare, meanExcess } = ORDINARY
  const share = (loud + ORDINARY_WEIGHT.accounts * loudShare) / (accounts + ORDINARY_WEIGHT.accounts)
  const mean = (excess + ORDINARY_WEIGHT.loud * meanExcess) / (loud + ORDINARY_WEIGHT.loud)
  return {
    loudShare: Math.min(MOST_SHARE, Math.max(loudShare, share)),
    meanExcess: Math.max(meanExcess, mean),
  }
}
