import { createRecords, inWindow, type Held, type InWindow } from './in-window.ts'
import type { RuleJudge } from './rule.ts'

/** Records per account in a sliding window. */
export const countInWindow = (options: InWindow): RuleJudge => inWindow(options, createCounted)

const createCounted = (): Held => {
  const records = createRecords()
  return { ...records, add: (lookUp) => records.add(lookUp.occurredAt, lookUp.records) }
}
