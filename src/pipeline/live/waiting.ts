import type { Logger } from 'pino'

import type { ThrottledLog } from './throttled-log.ts'

/**
 * Knows which lanes wait for Redis or the brokers. Logs when the first one begins to wait, once a minute
 * while some still wait, and when the last one resumes.
 */
export type Waiting = {
  /** A try has failed; the lane is going to make another. */
  begin(partition: number, error: unknown): void
  end(partition: number): void
  /** The lane has stopped or is no longer ours: it no longer waits, and does not resume here. */
  forget(partition: number): void
  readonly lanes: number
}

export function createWaiting(log: Logger, throttled: ThrottledLog): Waiting {
  const waiting = new Set<number>()
  const isOver = (partition: number): boolean => {
    if (!waiting.delete(partition) || waiting.size > 0) return false
    throttled.forget()
    return true
  }
  return {
    begin: (partition, error) => {
      waiting.add(partition)
      throttled.warn(error, 'lanes are waiting, and will resume on their own', {
        partition,
        lanes: waiting.size,
      })
    },
    end: (partition) => {
      if (isOver(partition)) log.info({ partition }, 'lanes resume')
    },
    forget: (partition) => void isOver(partition),
    get lanes() {
      return waiting.size
    },
  }
}
