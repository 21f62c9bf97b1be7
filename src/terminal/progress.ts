import { Presets, SingleBar } from 'cli-progress'

import { atEnd } from './at-end.ts'
import { fit } from './wrap.ts'

/** Indent of a wrapped line, in columns: the time of an alert stands alone in the margin. */
const INDENT = 18
/** Columns of the text beside the bar, which gets the rest of the line. */
const BESIDE_BAR = 64
const BAR = { least: 10, most: 40 }
const SAVE_CURSOR = '\u001b7'

export type Progress = {
  /** `done` is in the unit of the total; `events` is their number so far. */
  update(done: number, events: number): void
  /** Writes a line above the bar, if that is still there, wrapped to the width of the terminal. */
  line(text: string): void
  stop(): void
}

/** A bar with rate and time left on standard error. Without a terminal or a total, only the lines. */
export const createProgress = (total: number | null): Progress => {
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
      // The bar is cut to the terminal. By default it turns the terminal's own wrapping off, which would cut alerts.
      linewrap: true,
      etaBuffer: 50,
      barsize: Math.max(BAR.least, Math.min(BAR.most, stderr.columns - BESIDE_BAR)),
    },
    Presets.shades_classic,
  )
  const startedMs = performance.now()
  bar.start(total, 0, { events: 0, rate: '-' })
  return {
    update: (done, events) => {
      const rate = Math.round((events * 1000) / Math.max(1, performance.now() - startedMs))
      bar.update(done, { events: events.toLocaleString('en'), rate: rate.toLocaleString('en') })
    },
    line: (text) => {
      stderr.write(`\r\u001b[K${fit(text, stderr, INDENT)}\n`)
      if (bar.isActive) bar.render()
    },
    // The bar hides the cursor, which must come back however the program ends. To clear its line, the bar
    // returns to where it saved the cursor as it began; lines have scrolled since.
    stop: atEnd(() => {
      stderr.write(SAVE_CURSOR)
      bar.stop()
    }),
  }
}
