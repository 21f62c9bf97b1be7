/**
 * The first SIGTERM or SIGINT. Later ones change nothing: a shutdown has its own limit, and ends in order. SIGHUP, for which whoever reads the
 * policy listens, ends nothing. Call it first: before that a signal does what the platform lets it do, which is to kill, or nothing at all
 * for the first process of a container.
 */
export const heedSignals = (): Promise<string> => {
  process.on('SIGHUP', () => undefined)
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => resolve(signal))
  })
}
