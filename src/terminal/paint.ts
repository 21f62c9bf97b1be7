import type { WriteStream } from 'node:tty'

import colors from 'picocolors'

import type { Severity } from '../contract/alert.ts'

export type Paint = ReturnType<typeof colors.createColors>

/** Colours where a terminal has them and NO_COLOR is not set; for a file or a program they are noise, whatever the environment says. */
export const paintFor = (stream: Pick<WriteStream, 'isTTY' | 'hasColors'>): Paint =>
  colors.createColors(stream.isTTY ? stream.hasColors() : false)

/** Paints a text by how grave it is. */
export const severityPaint = (paint: Paint): Readonly<Record<Severity, (text: string) => string>> => ({
  low: paint.dim,
  medium: paint.yellow,
  high: paint.red,
  critical: (text) => paint.bold(paint.red(text)),
})
