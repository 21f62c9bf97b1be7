import type { Logger } from 'pino'

import { codeOf } from './live-faults.ts'

/** Which lanes wait for Redis or the brokers. Logs when the first begins to wait and when the last goes on, not each try. */
export type Waiting = {
  /** A try has failed; the lane is going to make another. */
  begin(partition: number, error: unknown): void
  end(partition: number): void
  readonly lanes: number
}

export function createWaiting(log: Logger): Waiting {
  const waiting = new Set<number>()
  return {
    begin: (partition, error) => {
      if (waiting.size === 0)
        log.warn({ err: error, code: codeOf(error), partition }, 'lanes wait, and go on by themselves')
      waiting.add(partition)
    },
    end: (partition) => {
      if (waiting.delete(partition) && waiting.size === 0) log.info({ partition }, 'lanes go on')
    },
    get lanes() {
      return waiting.size
    },
  }
}
