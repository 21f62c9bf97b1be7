const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Does it once however the program ends, and at the latest where what this gives is called. */
export const atEnd = (act: () => void): (() => void) => {
  const end = () => {
    process.off('exit', end)
    for (const signal of SIGNALS) process.off(signal, giveUp)
    act()
  }
  // Once more, now that nobody listens: who has started the program sees which signal ended it.
  const giveUp = (signal: NodeJS.Signals) => {
    end()
    process.kill(process.pid, signal)
  }
  process.on('exit', end)
  for (const signal of SIGNALS) process.on(signal, giveUp)
  return end
}
