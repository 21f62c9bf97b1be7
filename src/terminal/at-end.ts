/** The signals that ask the program to end. */
export const END_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Runs `act` once: when the returned function is called, or else when the program ends, by a signal too. */
export const atEnd = (act: () => void): (() => void) => {
  let isOver = false
  const end = () => {
    if (isOver) return
    isOver = true
    process.off('exit', end)
    for (const signal of END_SIGNALS) process.off(signal, giveUp)
    act()
  }
  // Sends the signal again, now without a handler: the parent process then sees which one ended the program.
  // Whoever else handles the signal does so after its own work.
  const giveUp = (signal: NodeJS.Signals) => {
    end()
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal)
  }
  process.on('exit', end)
  for (const signal of END_SIGNALS) process.on(signal, giveUp)
  return end
}
