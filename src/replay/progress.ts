import { Presets, SingleBar } from 'cli-progress'

import { fit } from './wrap.ts'

/** Of what does not fit on the line: the time of an alert stands alone in the margin. */
const INDENT = 18
const SIGNALS = ['SIGINT', 'SIGTERM'] as const

export type Progress = {
  /** `done` in the unit of the total; `events` so far. */
  update(done: number, events: number): void
  /** Writes a line above the bar, broken where a terminal is narrower. */
  line(text: string): void
  stop(): void
}

/** A bar with rate and time to go on standard error where that is a terminal, else only the lines. */
export const createProgress = (total: number | null, clock: () => number): Progress => {
  const { stderr } = process
  if (!stderr.isTTY || total === null) {
    return {
      update: () => undefined,
      line: (text) => void stderr.write(`${fit(text, stderr, INDENT)}\n`),
      stop: () => undefined,
    }
  }
  const bar = new SingleBar(
    {
      stream: stderr,
      format: '{bar} {percentage} % | {events} events | {rate} events/s | {eta_formatted} to go',
      hideCursor: true,
      clearOnComplete: true,
      etaBuffer: 50,
    },
    Presets.shades_classic,
  )
  const startedMs = clock()
  // The bar hides the cursor and holds back line breaks: however the program ends, the terminal has both again.
  const stop = () => {
    bar.stop()
    process.off('exit', stop)
    for (const signal of SIGNALS) process.off(signal, giveUp)
  }
  const giveUp = (signal: NodeJS.Signals) => {
    stop()
    process.kill(process.pid, signal)
  }
  process.on('exit', stop)
  for (const signal of SIGNALS) process.on(signal, giveUp)
  bar.start(total, 0, { events: 0, rate: '-' })
  return {
    update: (done, events) => {
      const rate = Math.round((events * 1000) / Math.max(1, clock() - startedMs))
      bar.update(done, { events: events.toLocaleString('en'), rate: rate.toLocaleString('en') })
    },
    line: (text) => {
      stderr.write(`\r\u001b[K${fit(text, stderr, INDENT)}\n`)
      bar.render()
    },
    stop,
  }
}
