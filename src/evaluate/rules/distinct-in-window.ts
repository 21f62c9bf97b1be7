import { tokenOf, type Judge } from './rule.ts'

export type DistinctInWindow = {
  readonly windowMs: number
  /** Speaks above this many different waybills. */
  readonly moreThan: number
}

type Window = {
  nowMs: number
  readonly lastSeenMs: Map<number, number>
  unlisted: { atMs: number; records: number }[]
  silentUntilMs: number
}

/**
 * Distinct waybills per account in the window that ends with the newest look-up; what lies before it is not counted. After an
 * alert it is silent, and counts nothing, for one window.
 */
export const distinctInWindow = ({ windowMs, moreThan }: DistinctInWindow): Judge => {
  const windows = new Map<string, Window>()
  return ({ accountId, occurredAt, records, waybills }) => {
    if (records === 0) return null
    const window = windows.get(accountId) ?? createWindow()
    windows.set(accountId, window)
    window.nowMs = Math.max(window.nowMs, occurredAt)
    const fromMs = window.nowMs - windowMs
    if (occurredAt <= fromMs || occurredAt < window.silentUntilMs) return null
    forget(window, fromMs)
    for (const waybill of waybills) see(window, tokenOf(waybill), occurredAt)
    if (records > waybills.length)
      window.unlisted.push({ atMs: occurredAt, records: records - waybills.length })
    const unlisted = window.unlisted.reduce((sum, each) => sum + each.records, 0)
    if (window.lastSeenMs.size + unlisted <= moreThan) return null
    forget(window, Infinity)
    window.silentUntilMs = window.nowMs + windowMs
    return `${accountId}/${occurredAt}`
  }
}

const createWindow = (): Window => ({ nowMs: 0, lastSeenMs: new Map(), unlisted: [], silentUntilMs: 0 })

const see = ({ lastSeenMs }: Window, token: number, atMs: number): void =>
  void lastSeenMs.set(token, Math.max(lastSeenMs.get(token) ?? 0, atMs))

const forget = (window: Window, untilMs: number): void => {
  for (const [token, seenMs] of window.lastSeenMs) if (seenMs <= untilMs) window.lastSeenMs.delete(token)
  window.unlisted = window.unlisted.filter(({ atMs }) => atMs > untilMs)
}
