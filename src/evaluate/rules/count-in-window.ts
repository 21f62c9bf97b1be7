import { createRecords, inWindow, type Held, type InWindow } from './in-window.ts'
import type { Judge } from './rule.ts'

/** Records per account in a sliding window. */
export const countInWindow = (options: InWindow): Judge => inWindow(options, createCounted)

const createCounted = (): Held => {
  const records = createRecords()
  return { ...records, add: (lookUp) => records.add(lookUp.occurredAt, lookUp.records) }
}
