import { getOrMake } from '../../contract/get-or-make.ts'
import type { LookUp } from '../../contract/look-up.ts'
import { tokenOf, type RuleJudge } from './rule.ts'

type InWindow = {
  readonly windowMs: number
  /** Raises an alert above this many. */
  readonly moreThan: number
}

/** The contents of one account's window. */
type Held = {
  add(lookUp: LookUp): void
  /** Drops what came at or before this instant. */
  forget(untilMs: number): void
  size(): number
}

/**
 * A sliding window per account that ends with its newest look-up; older look-ups are not counted. After an
 * alert the account is ignored for one window.
 */
const inWindow = ({ windowMs, moreThan }: InWindow, createHeld: () => Held): RuleJudge => {
  const windows = new Map<string, { readonly held: Held; nowMs: number; silentUntilMs: number }>()
  return (lookUp) => {
    const { accountId, occurredAt } = lookUp
    if (lookUp.records === 0) return null
    const window = getOrMake(windows, accountId, () => ({ held: createHeld(), nowMs: 0, silentUntilMs: 0 }))
    window.nowMs = Math.max(window.nowMs, occurredAt)
    const fromMs = window.nowMs - windowMs
    if (occurredAt <= fromMs || occurredAt < window.silentUntilMs) return null
    const { held } = window
    held.forget(fromMs)
    held.add(lookUp)
    if (held.size() <= moreThan) return null
    held.forget(Infinity)
    window.silentUntilMs = window.nowMs + windowMs
    return `${accountId}/${occurredAt}`
  }
}

/** Sums records in a window, by the time of their look-up. */
const createRecords = () => {
  let counted: { readonly atMs: number; readonly records: number }[] = []
  return {
    add: (atMs: number, records: number) => void counted.push({ atMs, records }),
    forget: (untilMs: number) => {
      counted = counted.filter(({ atMs }) => atMs > untilMs)
    },
    size: () => counted.reduce((sum, { records }) => sum + records, 0),
  }
}

/** Records per account in a sliding window. */
export const countInWindow = (options: InWindow): RuleJudge => inWindow(options, createCounted)

const createCounted = (): Held => {
  const records = createRecords()
  return { ...records, add: (lookUp) => records.add(lookUp.occurredAt, lookUp.records) }
}

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
