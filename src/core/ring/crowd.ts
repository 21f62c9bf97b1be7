// Hot state: written in place by the core.
import { ORDINARY, type Crowd } from './joint-surprise.ts'

/** Sums over the entities of one type on one day: accounts at work, loud ones, and by how much these are more than loud. */
export type CrowdSums = { accounts: number; loud: number; excess: number }

/** By day of work and type. Plain JSON: it is kept as such among the lane's fields. */
export type Crowds = Map<string, CrowdSums>

const keyOf = (day: number, type: string): string => `${day}/${type}`

/** Entities that rest for longer are held against an ordinary day. */
const KEPT_DAYS = 8

/** The sums of the day, to be added to. What is too old to be asked for goes. */
export const crowdToCount = (crowds: Crowds, day: number, type: string): CrowdSums => {
  const key = keyOf(day, type)
  const known = crowds.get(key)
  if (known !== undefined) return known
  for (const old of crowds.keys()) if (Number.parseInt(old, 10) < day - KEPT_DAYS) crowds.delete(old)
  const sums: CrowdSums = { accounts: 0, loud: 0, excess: 0 }
  crowds.set(key, sums)
  return sums
}

/** So many accounts, and loud ones, of an ordinary day are always counted in: a few are no crowd. */
const ORDINARY_WEIGHT = { accounts: 50, loud: 5 }
const MOST_SHARE = 0.9

/**
 * How everybody is today but for those at the entity. Never less than ordinary: a quiet day must not make ordinary work look like theft.
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
