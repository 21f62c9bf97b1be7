import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../contract/time-units.ts'
import type { SimulateOptions } from '../options.ts'
import { createRandom } from '../random/create-random.ts'
import { chance, lognormal, wholeBetween } from '../random/draws.ts'
import type { Draft } from '../work/draft.ts'

/** Receives what reaches the log: look-ups, copies of some, and garbage lines made from a look-up nearby. */
export type Receiver = {
  readonly lookUp: (draft: Draft) => void
  readonly copy: (draft: Draft) => void
  readonly garbage: (near: Draft) => void
}

export type Disturber = {
  /** Takes look-ups in order of time. */
  readonly add: (draft: Draft) => void
  /** Sends everything that is still held back. */
  readonly end: () => void
}

/** Assumed: late events come minutes late as a rule, at most six hours; copies follow within ten minutes. */
const MEDIAN_LATE_MS = 4 * MINUTE_MS
const MAX_LATE_MS = 6 * HOUR_MS
const MAX_COPY_MS = 10 * MINUTE_MS

type Held = { readonly arrivesMs: number; readonly send: () => void }

/**
 * Passes look-ups on in order of arrival. Holds back only late events and copies, so memory is bounded by
 * their share of about six hours.
 */
export function createDisturber(
  { seed, late, duplicates, garbage }: SimulateOptions,
  receiver: Receiver,
): Disturber {
  if (late + duplicates + garbage === 0) return { add: receiver.lookUp, end: () => undefined }
  // One stream per kind of fault, so that changing the rate of one leaves the others as they were.
  const lateness = createRandom(seed, 'disturb', 'late')
  const copies = createRandom(seed, 'disturb', 'duplicates')
  const rubbish = createRandom(seed, 'disturb', 'garbage')
  /** Latest arrival first, so that the next one due is at the end. */
  const held: Held[] = []

  const hold = (arrivesMs: number, send: () => void) => {
    let [low, high] = [0, held.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((held[middle] as Held).arrivesMs > arrivesMs) low = middle + 1
      else high = middle
    }
    held.splice(low, 0, { arrivesMs, send })
  }
  const release = (untilMs: number) => {
    for (let next = held.at(-1); next !== undefined && next.arrivesMs <= untilMs; next = held.at(-1)) {
      held.pop()
      next.send()
    }
  }
  const add = (draft: Draft) => {
    release(draft.at)
    const isLate = chance(lateness, late)
    const delay = isLate ? Math.min(MAX_LATE_MS, Math.round(lognormal(lateness, MEDIAN_LATE_MS, 1.3))) : 0
    if (isLate) hold(draft.at + delay, () => receiver.lookUp(draft))
    else receiver.lookUp(draft)
    if (chance(copies, duplicates)) {
      hold(draft.at + delay + wholeBetween(copies, SECOND_MS, MAX_COPY_MS), () => receiver.copy(draft))
    }
    if (chance(rubbish, garbage)) receiver.garbage(draft)
  }
  return { add, end: () => release(Number.POSITIVE_INFINITY) }
}
