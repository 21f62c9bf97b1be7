import type { Logger } from 'pino'

import { codeOf } from './faults.ts'

const AGAIN_AFTER_MS = 60_000

type Facts = Readonly<Record<string, unknown>>

/** Logs what repeats itself. */
export type ThrottledLog = {
  /**
   * Logs at once. After that, the same message with the same error code is logged once
   * a minute at most, with the number left out.
   */
  warn(error: unknown, message: string, facts?: Facts): void
  /** As `warn`, without an error: `kind` takes the place of its code. */
  tell(kind: string, message: string, facts: Facts): void
  /** As `tell`, at level info. */
  inform(kind: string, message: string, facts: Facts): void
  /** The fault is over: the next warning is logged at once. */
  forget(): void
}

/** Keeps the log of a long outage short. `nowMs` is any clock that only runs forward. */
export function createThrottledLog(log: Logger, nowMs: () => number = () => performance.now()): ThrottledLog {
  const last = new Map<string, { saidMs: number; leftOut: number }>()
  const at =
    (level: 'warn' | 'info') =>
    (kind: string, message: string, facts: Facts): void => {
      const same = `${kind} ${message}`
      const before = last.get(same)
      if (before !== undefined && nowMs() - before.saidMs < AGAIN_AFTER_MS) {
        before.leftOut++
        return
      }
      const leftOut = before?.leftOut ?? 0
      log[level]({ ...facts, ...(leftOut === 0 ? {} : { leftOut }) }, message)
      last.set(same, { saidMs: nowMs(), leftOut: 0 })
    }
  const tell = at('warn')
  return {
    tell,
    inform: at('info'),
    warn: (err, message, facts = {}) => {
      const code = codeOf(err)
      tell(code, message, { err, code, ...facts })
    },
    forget: () => last.clear(),
  }
}
