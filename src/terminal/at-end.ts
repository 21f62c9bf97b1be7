const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Runs `act` once: when the returned function is called, or else when the program ends, by a signal too. */
export const atEnd = (act: () => void): (() => void) => {
  const end = () => {
    process.off('exit', end)
    for (const signal of SIGNALS) process.off(signal, giveUp)
    act()
  }
  // Sends the signal again, now without a handler: the parent process then sees which one ended the program.
  const giveUp = (signal: NodeJS.Signals) => {
    end()
    process.kill(process.pid, signal)
  }
  process.on('exit', end)
  for (const signal of SIGNALS) process.on(signal, giveUp)
  return end
}
