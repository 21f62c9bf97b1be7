import type { Judge } from './rule.ts'

export type CountInWindow = {
  readonly windowMs: number
  /** Speaks above this many records. */
  readonly moreThan: number
}

type Counted = { readonly atMs: number; readonly records: number }

/**
 * Records per account in the window that ends with the newest; what lies before it is not counted. After an alert it is silent,
 * and counts nothing, for one window.
 */
export const countInWindow = ({ windowMs, moreThan }: CountInWindow): Judge => {
  const windows = new Map<string, { nowMs: number; counted: Counted[]; silentUntilMs: number }>()
  return ({ accountId, occurredAt, records }) => {
    if (records === 0) return null
    const window = windows.get(accountId) ?? { nowMs: 0, counted: [], silentUntilMs: 0 }
    windows.set(accountId, window)
    window.nowMs = Math.max(window.nowMs, occurredAt)
    const fromMs = window.nowMs - windowMs
    if (occurredAt <= fromMs || occurredAt < window.silentUntilMs) return null
    window.counted = window.counted.filter(({ atMs }) => atMs > fromMs)
    window.counted.push({ atMs: occurredAt, records })
    if (window.counted.reduce((sum, each) => sum + each.records, 0) <= moreThan) return null
    window.counted = []
    window.silentUntilMs = window.nowMs + windowMs
    return `${accountId}/${occurredAt}`
  }
}
