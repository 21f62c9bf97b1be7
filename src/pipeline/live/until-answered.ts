import { setTimeout as delay } from 'node:timers/promises'

import { judgeError } from './faults.ts'
import type { ThrottledLog } from './throttled-log.ts'

const PAUSE_MS = 500

/**
 * Repeats the work until Redis and the brokers answer; null if the signal came first.
 * Throws an error that waiting cannot fix.
 */
export async function untilAnswered<T>(
  work: () => Promise<T>,
  signal: AbortSignal,
  log: ThrottledLog,
): Promise<T | null> {
  while (!signal.aborted) {
    try {
      return await work()
    } catch (err) {
      if (judgeError(err) !== 'wait') throw err
      if (!signal.aborted) log.warn(err, 'startup is waiting, and will continue on its own')
    }
    await pause(PAUSE_MS, signal)
  }
  return null
}

/** Waits for `ms`, or until the signal comes. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await delay(ms, undefined, { signal })
  } catch {
    return // the signal came: the wait is over as well
  }
}
