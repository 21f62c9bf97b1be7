import Table from 'cli-table3'

import { lengthOf, wrap } from './wrap.ts'

/** A table before it is drawn: a head and rows of text. */
export type Rows = {
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
  /** Indexes of columns of words, which are aligned left. Default: the first column. */
  readonly wordColumns?: readonly number[]
}

/**
 * Draws a table for a terminal. One wider than `width` is drawn without padding and with one word per line in
 * its head. If it is still too wide, it is split into several tables below each other, each of which repeats
 * the first column. Where a column of words is too wide beside that one, its cells are wrapped.
 */
export const drawTable = (rows: Rows, width: number): string => {
  const table = draw(rows)
  return widthOf(table) <= width ? table : drawClose(rows, width)
}

const drawClose = (rows: Rows, width: number): string => {
  const head = rows.head.map((cell) => cell.replaceAll(' ', '\n'))
  const pickFirst = (count: number) => pick({ ...rows, head }, (column) => column < count)
  const first = (count: number) => draw(pickFirst(count), CLOSE)
  // At least two columns stay together, however narrow the terminal: with one alone this would never end.
  let count = head.length
  let table = first(count)
  while (count > 2 && widthOf(table) > width) table = first(--count)
  const excess = widthOf(table) - width
  if (excess > 0) table = draw(wrapSecond(pickFirst(count), excess), CLOSE)
  if (count === head.length) return table
  const rest = pick(rows, (column) => column === 0 || column >= count)
  return `${table}\n${drawTable(rest, width)}`
}

/** Takes this many columns from the second column of a table, if it is of words. */
const wrapSecond = (table: Rows, excess: number): Rows => {
  if (table.wordColumns?.includes(1) !== true) return table
  const room = Math.max(...table.rows.map(([, cell = '']) => lengthOf(cell))) - excess
  return {
    ...table,
    rows: table.rows.map(([first = '', cell = '']) => [first, wrap(cell, room, 2).join('\n')]),
  }
}

const widthOf = (table: string): number => table.indexOf('\n')

const CLOSE = { 'padding-left': 0, 'padding-right': 0 }

/** The table with only the picked columns. */
const pick = ({ head, rows, wordColumns = [0] }: Rows, isPicked: (column: number) => boolean): Rows => {
  const columns = [...head.keys()].filter(isPicked)
  const of = (cells: readonly string[]) => columns.map((column) => cells[column] ?? '')
  return {
    head: of(head),
    rows: rows.map(of),
    wordColumns: columns.flatMap((column, at) => (wordColumns.includes(column) ? [at] : [])),
  }
}

const draw = ({ head, rows, wordColumns = [0] }: Rows, room = {}): string => {
  const table = new Table({
    head: [...head],
    colAligns: head.map((_, column) => (wordColumns.includes(column) ? 'left' : 'right')),
    style: { head: [], border: [], compact: true, ...room },
  })
  for (const row of rows) table.push([...row])
  return table.toString()
}

/** Draws a table as Markdown. */
export const drawMarkdown = ({ head, rows, wordColumns = [0] }: Rows): string =>
  [head, head.map((_, column) => (wordColumns.includes(column) ? '---' : '--:')), ...rows]
    .map((row) => `| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n')
