import type { Logger } from 'pino'

import type { SparingLog } from './live-sparing-log.ts'

/** Which lanes wait for Redis or the brokers. Logs when the first begins to wait and when the last goes on, not each try. */
export type Waiting = {
  /** A try has failed; the lane is going to make another. */
  begin(partition: number, error: unknown): void
  end(partition: number): void
  /** The lane has stopped, or is not ours any more: it waits no longer, and goes on nowhere here. */
  forget(partition: number): void
  readonly lanes: number
}

export function createWaiting(log: Logger, sparing: SparingLog): Waiting {
  const waiting = new Set<number>()
  let isSaid = false
  const isLast = (partition: number): boolean => waiting.delete(partition) && waiting.size === 0
  return {
    begin: (partition, error) => {
      waiting.add(partition)
      if (sparing.warn(error, 'lanes wait, and go on by themselves', { partition, lanes: waiting.size }))
        isSaid = true
    },
    end: (partition) => {
      if (!isLast(partition)) return
      if (isSaid) log.info({ partition }, 'lanes go on')
      isSaid = false
    },
    forget: (partition) => {
      if (isLast(partition)) isSaid = false
    },
    get lanes() {
      return waiting.size
    },
  }
}
