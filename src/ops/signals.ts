/**
 * Resolves with the first SIGTERM or SIGINT. Later ones change nothing: a shutdown has
 * its own time limit, and ends in order. SIGHUP ends nothing; the policy watcher
 * listens for it. Call this first: before it, a signal has its default effect. That is
 * to kill the process, or nothing at all for the first process of a container.
 */
export const heedSignals = (): Promise<string> => {
  process.on('SIGHUP', () => undefined)
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => resolve(signal))
  })
}
