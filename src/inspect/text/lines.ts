import { short } from '../../terminal/figures.ts'
import { paintFor, type Paint } from '../../terminal/paint.ts'
import { columnsOf, wrap } from '../../terminal/wrap.ts'

/** Options for drawing a report. */
export type Drawing = {
  readonly paint: Paint
  /** The company's offset from UTC. */
  readonly zoneMs: number
  /** Columns. A line is longer only if a single word is. */
  readonly width: number
}

/** Most columns of a report: longer lines are hard to read. */
const WIDEST = 100

/** For standard output: as wide as the terminal, at most 100 columns. */
export const drawingFor = (zoneMs: number): Drawing => ({
  paint: paintFor(process.stdout),
  zoneMs,
  width: Math.min(WIDEST, columnsOf(process.stdout)),
})

const NAME_WIDTH = 11

/** A paragraph with a name in its margin; the text is wrapped beside it. */
export const paragraph = ({ width }: Drawing, name: string, text: string, nameWidth = NAME_WIDTH): string =>
  `  ${name.padEnd(nameWidth)}${wrap(text, width - nameWidth - 2).join(`\n${' '.repeat(nameWidth + 2)}`)}`

/** Formats a count or a mean for a table cell; a dash for null. */
export const cell = (value: number | null): string => {
  if (value === null) return '-'
  if (value === 0) return '0'
  return value < 0.005 ? '<0.01' : short(value)
}

/** Surprise from which a figure is painted yellow (worth a look), and red (hard to explain). */
const NOTABLE = 2
const GRAVE = 4

/** Paints a text in the colour of its surprise. */
export const paintSurprise = (text: string, surprise: number, { paint }: Drawing): string => {
  if (surprise >= GRAVE) return paint.red(text)
  return surprise >= NOTABLE ? paint.yellow(text) : text
}
