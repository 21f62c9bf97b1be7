import type { WriteStream } from 'node:tty'

import colors from 'picocolors'

import type { Severity } from '../contract/alert.ts'

export type Paint = ReturnType<typeof colors.createColors>

/**
 * Colours if the stream is a terminal that has them and NO_COLOR is not set. Never for a file or a program,
 * whatever the environment says.
 */
export const paintFor = (stream: Pick<WriteStream, 'isTTY' | 'hasColors'>): Paint =>
  colors.createColors(stream.isTTY ? stream.hasColors() : false)

/** The colour of each severity. */
export const severityPaint = (paint: Paint): Readonly<Record<Severity, (text: string) => string>> => ({
  low: paint.dim,
  medium: paint.yellow,
  high: paint.red,
  critical: (text) => paint.bold(paint.red(text)),
})
