import type { LookUp } from '../../contract/look-up.ts'
import type { RuleJudge } from './rule.ts'

export type InWindow = {
  readonly windowMs: number
  /** Speaks above this many. */
  readonly moreThan: number
}

/** What one account's window holds. */
export type Held = {
  add(lookUp: LookUp): void
  /** Lets go of what came by then. */
  forget(untilMs: number): void
  size(): number
}

/**
 * What is held per account of the window that ends with the newest look-up; what lies before it is not counted. After an alert it is
 * silent, and counts nothing, for one window.
 */
export const inWindow = ({ windowMs, moreThan }: InWindow, createHeld: () => Held): RuleJudge => {
  const windows = new Map<string, { readonly held: Held; nowMs: number; silentUntilMs: number }>()
  return (lookUp) => {
    const { accountId, occurredAt } = lookUp
    if (lookUp.records === 0) return null
    const window = windows.get(accountId) ?? { held: createHeld(), nowMs: 0, silentUntilMs: 0 }
    windows.set(accountId, window)
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

/** Records, with the times at which they came. */
export const createRecords = () => {
  let counted: { readonly atMs: number; readonly records: number }[] = []
  return {
    add: (atMs: number, records: number) => void counted.push({ atMs, records }),
    forget: (untilMs: number) => {
      counted = counted.filter(({ atMs }) => atMs > untilMs)
    },
    size: () => counted.reduce((sum, { records }) => sum + records, 0),
  }
}
