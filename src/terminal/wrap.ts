import type { WriteStream } from 'node:tty'
import { stripVTControlCharacters } from 'node:util'

/**
 * Breaks a text at its spaces into lines of at most `width` columns, all but the first indented. Colour codes
 * take no columns. A longer word stays whole.
 */
export const wrap = (text: string, width: number, indent = 0): readonly string[] => {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (line.trim() === '' || lengthOf(longer) <= width) {
      line = longer
    } else {
      lines.push(line.trimEnd())
      line = ' '.repeat(indent) + word
    }
  }
  return [...lines, line]
}

/** Chinese, Japanese and Korean characters take two columns each: https://www.unicode.org/reports/tr11/ */
const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]/g

/** Columns that a text takes on a terminal. */
export const lengthOf = (text: string): number => stripVTControlCharacters(text).replaceAll(WIDE, '  ').length

/**
 * Columns of a terminal. Infinity for a file or a program, and for a terminal that does not know its size, as
 * that of a container or a remote command: it says 0.
 */
export const columnsOf = ({ columns }: Partial<Pick<WriteStream, 'columns'>>): number => columns || Infinity

/** Wraps a text to a terminal. For a file or a program a line stays a line. */
export const fit = (text: string, stream: Pick<WriteStream, 'isTTY' | 'columns'>, indent = 0): string =>
  stream.isTTY ? wrap(text, columnsOf(stream), indent).join('\n') : text
