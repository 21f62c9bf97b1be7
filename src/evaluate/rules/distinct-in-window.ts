import { createRecords, inWindow, type Held, type InWindow } from './in-window.ts'
import { tokenOf, type RuleJudge } from './rule.ts'

/** Distinct waybills per account in a sliding window. */
export const distinctInWindow = (options: InWindow): RuleJudge => inWindow(options, createDistinct)

const createDistinct = (): Held => {
  const lastSeenMs = new Map<number, number>()
  const unlisted = createRecords()
  return {
    add: ({ occurredAt, records, waybills }) => {
      for (const token of waybills.map(tokenOf))
        lastSeenMs.set(token, Math.max(lastSeenMs.get(token) ?? 0, occurredAt))
      if (records > waybills.length) unlisted.add(occurredAt, records - waybills.length)
    },
    forget: (untilMs) => {
      for (const [token, seenMs] of lastSeenMs) if (seenMs <= untilMs) lastSeenMs.delete(token)
      unlisted.forget(untilMs)
    },
    size: () => lastSeenMs.size + unlisted.size(),
  }
}
