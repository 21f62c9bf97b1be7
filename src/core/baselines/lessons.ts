// How much a count teaches: bounds on one hour or day, and sums that fade.
// Hot state: arrays here are written in place. `as number` stands where an index is in bounds by construction.
import type { PeerGroup } from '../peers/peers.ts'
import { addToSum } from '../peers/sums.ts'
import { nearestThreeBytes } from '../small-float.ts'
import { momentWeight } from '../surprise/negative-binomial.ts'

/** An upper bound: `factor` times what is expected, plus `slack` for accounts that do next to nothing. */
export type Bound = { readonly factor: number; readonly slack: number }

/** `observed`, cut at the bound around `expected`. */
export const bounded = (observed: number, expected: number, { factor, slack }: Bound): number =>
  Math.min(observed, expected * factor + slack)

/**
 * One hour or day teaches the account at most twice the usual, plus a slack. With a memory of 200 active
 * hours, this bounds what a patient thief can teach once the account is known: 0.7 % and a thirtieth of a
 * waybill per active hour. In a week of forty hours that is a third more, or half more at five waybills an
 * hour (test/core/baselines/learn.test.ts).
 */
export const LESSON: Readonly<Record<'hour' | 'day' | 'habit', Bound>> = {
  hour: { factor: 2, slack: 5 },
  day: { factor: 2, slack: 10 },
  habit: { factor: 2, slack: 5 },
}

/**
 * Bound on what one account's hour or day teaches its peers, so that one theft does not blind them to the
 * next.
 */
export const CUT: Bound = { factor: 6, slack: 20 }
/**
 * The same for an hour or a day under an alert: little, or a theft of weeks would become usual for all. But
 * something, because what all colleagues do is work, and becomes usual within weeks.
 */
export const TAINTED_CUT: Bound = { factor: 2, slack: 1 }

/**
 * Whether there is a baseline to bound lessons by. Until then, the hour's and the day's counts are learnt in
 * full, even under an alert. Otherwise a role that reads thousands would take weeks to become usual.
 */
export type Trust = { readonly isMeasured: boolean }

/** How much of an observed count is learnt: at most the bound, or all of it until there is a baseline. */
export const lessonOf = (observed: number, expected: number, bound: Bound, { isMeasured }: Trust): number =>
  isMeasured ? bounded(observed, expected, bound) : observed

/** How many active hours, active days and waybills the own baseline remembers. */
export const MEMORY = { hours: 200, days: 30, waybills: 2_000 }

/** An exponentially fading sum that holds `memory` observations; `weight` is how many this one stands for. */
export const fadingAdd = (
  sums: Float32Array,
  index: number,
  value: number,
  memory: number,
  weight = 1,
): void => {
  const faded = (sums[index] as number) * (1 - Math.min(1, weight / memory))
  sums[index] = nearestThreeBytes(faded + value)
}

/**
 * Tighter bound on what enters the dispersion, which describes how ordinary days vary. How rare extraordinary
 * days are is measured separately, on whole days (tails.ts).
 */
const RESIDUAL: Bound = { factor: 3, slack: 5 }
/** Dispersion that sets how moments of small and of large means are weighted (negative-binomial.ts). */
const MOMENT_DISPERSION = 1

/**
 * Adds a count to the three sums of a dispersion that begin at `at` (PeerSum). Skipped until there is a
 * baseline: every count would be a surprise, and make the role look erratic for weeks.
 */
export const addMoments = (
  group: PeerGroup,
  at: number,
  observed: number,
  expected: number,
  trust: Trust,
): void => {
  if (!trust.isMeasured) return
  const seen = bounded(observed, expected, RESIDUAL)
  const weight = momentWeight(expected, MOMENT_DISPERSION)
  addToSum(group, at, 1)
  addToSum(group, at + 1, weight * expected * expected)
  addToSum(group, at + 2, weight * ((seen - expected) ** 2 - seen))
}
