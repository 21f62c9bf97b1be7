import type { Logger } from 'pino'

import { codeOf } from './faults.ts'

const AGAIN_AFTER_MS = 60_000

type Facts = Readonly<Record<string, unknown>>

/** Warnings of what happens again and again. */
export type ThrottledLog = {
  /** Says it at once, and the same of the same fault once a minute, with how often it was left out since. */
  warn(error: unknown, message: string, facts?: Facts): void
  /** As `warn`, of what is no error: `kind` tells what is the same. */
  tell(kind: string, message: string, facts: Facts): void
  /** It is over: what comes next is not the same. */
  forget(): void
}

/** An outage of an hour is a page of the log, not a book. `nowMs` is any clock that only runs forward. */
export function createThrottledLog(log: Logger, nowMs: () => number = () => performance.now()): ThrottledLog {
  const last = new Map<string, { saidMs: number; leftOut: number }>()
  const tell = (kind: string, message: string, facts: Facts): void => {
    const same = `${kind} ${message}`
    const before = last.get(same)
    if (before !== undefined && nowMs() - before.saidMs < AGAIN_AFTER_MS) {
      before.leftOut++
      return
    }
    const leftOut = before?.leftOut ?? 0
    log.warn({ ...facts, ...(leftOut === 0 ? {} : { leftOut }) }, message)
    last.set(same, { saidMs: nowMs(), leftOut: 0 })
  }
  return {
    tell,
    warn: (err, message, facts = {}) => {
      const code = codeOf(err)
      tell(code, message, { err, code, ...facts })
    },
    forget: () => last.clear(),
  }
}
