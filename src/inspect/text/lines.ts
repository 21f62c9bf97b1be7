import { short } from '../../terminal/figures.ts'
import type { Paint } from '../../terminal/paint.ts'
import { wrap } from '../../terminal/wrap.ts'

/** How a report is drawn. */
export type Drawing = {
  readonly paint: Paint
  /** The company's clock, offset from UTC. */
  readonly zoneMs: number
  /** No line is longer, as far as words allow. */
  readonly width: number
}

const NAME_WIDTH = 11

/** A name in the margin, and text that is wrapped beside it. */
export const paragraph = ({ width }: Drawing, name: string, text: string, nameWidth = NAME_WIDTH): string =>
  `  ${name.padEnd(nameWidth)}${wrap(text, width - nameWidth - 2).join(`\n${' '.repeat(nameWidth + 2)}`)}`

/** A count or a mean short enough for a cell; a dash where there is none. */
export const cell = (value: number | null): string => {
  if (value === null) return '-'
  if (value === 0) return '0'
  return value < 0.005 ? '<0.01' : short(value)
}

/** From so much on a surprise is worth a look, and from so much on it is hard to explain. */
const NOTABLE = 2
const GRAVE = 4

/** Paints what is said of a surprise by how much of one it is. */
export const paintSurprise = (text: string, surprise: number, { paint }: Drawing): string => {
  if (surprise >= GRAVE) return paint.red(text)
  return surprise >= NOTABLE ? paint.yellow(text) : text
}
