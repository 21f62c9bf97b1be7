import type { WriteStream } from 'node:tty'
import { stripVTControlCharacters } from 'node:util'

/** Breaks a text into lines of `width` at its spaces, all but the first of them indented. Colours take no room; a longer word stays whole. */
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

const lengthOf = (text: string): number => stripVTControlCharacters(text).length

/** The text as it fits a terminal. For a file or a program a line stays a line. */
export const fit = (
  text: string,
  { isTTY, columns }: Pick<WriteStream, 'isTTY' | 'columns'>,
  indent = 0,
): string => (isTTY ? wrap(text, columns, indent).join('\n') : text)
