import { getOrMake } from '../contract/get-or-make.ts'
import type { LookUp } from '../contract/look-up.ts'
import { calendarDay } from '../core/time.ts'

/** The local days on which each account looked anything up: the denominator of every false-alarm rate. */
export type Activity = {
  see(lookUp: LookUp): void
  /** Local days since the epoch, by account. */
  readonly days: ReadonlyMap<string, ReadonlySet<number>>
}

export const createActivity = (zoneMs: number): Activity => {
  const days = new Map<string, Set<number>>()
  return {
    days,
    see: ({ accountId, occurredAt }) => {
      const day = calendarDay(occurredAt, zoneMs)
      getOrMake(days, accountId, () => new Set()).add(day)
    },
  }
}
