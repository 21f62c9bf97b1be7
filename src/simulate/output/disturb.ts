import { chance, lognormal, wholeBetween } from '../random/draws.ts'
import type { Random } from '../random/create-random.ts'
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../calendar.ts'
import type { Draft } from '../work/draft.ts'

export type Disturbances = { readonly late: number; readonly duplicates: number; readonly garbage: number }

/** Something that reaches the log's reader: a look-up, the second copy of one, or a line that is none. */
export type Arrival =
  | { readonly kind: 'look-up'; readonly arrivesMs: number; readonly draft: Draft }
  | { readonly kind: 'copy'; readonly arrivesMs: number; readonly draft: Draft }
  | { readonly kind: 'garbage'; readonly arrivesMs: number; readonly near: Draft }

/** Assumed: late events come minutes late as a rule and up to six hours at the worst. */
const MEDIAN_LATE_MS = 4 * MINUTE_MS
const MAX_LATE_MS = 6 * HOUR_MS
const MAX_COPY_MS = 10 * MINUTE_MS

export type Disturber = {
  /** Adds one look-up; call in order of time. */
  readonly add: (draft: Draft) => void
  /** Everything that has arrived before an instant, in order of arrival. */
  readonly takeBefore: (beforeMs: number) => readonly Arrival[]
}

/** Holds back what arrives later than it happened; holds at most six hours of the disturbed share. */
export function createDisturber(random: Random, { late, duplicates, garbage }: Disturbances): Disturber {
  let waiting: Arrival[] = []
  const add = (draft: Draft) => {
    const delay = chance(random, late)
      ? Math.min(MAX_LATE_MS, Math.round(lognormal(random, MEDIAN_LATE_MS, 1.3)))
      : 0
    const arrivesMs = draft.at + delay
    waiting.push({ kind: 'look-up', arrivesMs, draft })
    if (chance(random, duplicates)) {
      waiting.push({
        kind: 'copy',
        arrivesMs: arrivesMs + wholeBetween(random, SECOND_MS, MAX_COPY_MS),
        draft,
      })
    }
    if (chance(random, garbage)) waiting.push({ kind: 'garbage', arrivesMs, near: draft })
  }
  const takeBefore = (beforeMs: number): Arrival[] => {
    const arrived = waiting.filter(({ arrivesMs }) => arrivesMs < beforeMs)
    waiting = waiting.filter(({ arrivesMs }) => arrivesMs >= beforeMs)
    return arrived.sort((left, right) => left.arrivesMs - right.arrivesMs)
  }
  return { add, takeBefore }
}
