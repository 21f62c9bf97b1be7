import { END_SIGNALS } from './at-end.ts'

/**
 * Lets work end in order when a signal asks the program to end: `stop` then aborts, and once the work is done
 * the signal ends the program. A second signal ends it at once.
 */
export const heedInterrupt = async <T>(work: (stop: AbortSignal) => Promise<T>): Promise<T> => {
  const stopping = new AbortController()
  let asked: NodeJS.Signals | null = null
  const heed = (signal: NodeJS.Signals) => {
    if (asked === null) {
      asked = signal
      return stopping.abort()
    }
    unheed()
    process.kill(process.pid, signal)
  }
  const unheed = () => {
    for (const signal of END_SIGNALS) process.off(signal, heed)
  }
  for (const signal of END_SIGNALS) process.on(signal, heed)
  const result = await work(stopping.signal).finally(unheed)
  if (asked !== null) process.kill(process.pid, asked)
  return result
}
