import { tokenOf, type Judge } from './rule.ts'

export type DistinctInWindow = {
  readonly windowMs: number
  /** Speaks above this many different waybills. */
  readonly moreThan: number
}

type Window = {
  readonly lastSeenMs: Map<number, number>
  unlisted: { atMs: number; records: number }[]
  silentUntilMs: number
}

/** Distinct waybills per account in a sliding window. After an alert it is silent, and counts nothing, for one window. */
export const distinctInWindow = ({ windowMs, moreThan }: DistinctInWindow): Judge => {
  const windows = new Map<string, Window>()
  return ({ accountId, occurredAt, records, waybills }) => {
    if (records === 0) return null
    const window = windows.get(accountId) ?? createWindow()
    windows.set(accountId, window)
    if (occurredAt < window.silentUntilMs) return null
    forget(window, occurredAt - windowMs)
    for (const waybill of waybills) window.lastSeenMs.set(tokenOf(waybill), occurredAt)
    if (records > waybills.length)
      window.unlisted.push({ atMs: occurredAt, records: records - waybills.length })
    const unlisted = window.unlisted.reduce((sum, each) => sum + each.records, 0)
    if (window.lastSeenMs.size + unlisted <= moreThan) return null
    forget(window, Infinity)
    window.silentUntilMs = occurredAt + windowMs
    return `${accountId}/${occurredAt}`
  }
}

const createWindow = (): Window => ({ lastSeenMs: new Map(), unlisted: [], silentUntilMs: 0 })

const forget = (window: Window, untilMs: number): void => {
  for (const [token, seenMs] of window.lastSeenMs) if (seenMs <= untilMs) window.lastSeenMs.delete(token)
  window.unlisted = window.unlisted.filter(({ atMs }) => atMs > untilMs)
}
