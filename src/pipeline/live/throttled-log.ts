import type { Logger } from 'pino'

import { codeOf } from './faults.ts'

const AGAIN_AFTER_MS = 60_000

/** Warnings of what is tried again and again. */
export type ThrottledLog = {
  /** Says it at once, and the same of the same fault once a minute, with how often it was left out since. */
  warn(error: unknown, message: string, facts?: Readonly<Record<string, number>>): void
  /** It is over: what comes next is not the same. */
  forget(): void
}

/** An outage of an hour is a page of the log, not a book. `nowMs` is any clock that only runs forward. */
export function createThrottledLog(log: Logger, nowMs: () => number = () => performance.now()): ThrottledLog {
  const last = new Map<string, { saidMs: number; leftOut: number }>()
  return {
    warn: (err, message, facts = {}) => {
      const code = codeOf(err)
      const same = `${code} ${message}`
      const before = last.get(same)
      if (before !== undefined && nowMs() - before.saidMs < AGAIN_AFTER_MS) {
        before.leftOut++
        return
      }
      const leftOut = before?.leftOut ?? 0
      log.warn({ err, code, ...facts, ...(leftOut === 0 ? {} : { leftOut }) }, message)
      last.set(same, { saidMs: nowMs(), leftOut: 0 })
    },
    forget: () => last.clear(),
  }
}
