import Table from 'cli-table3'

/** Rows of text under a head: what a table is before it is drawn. */
export type Rows = {
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
  /** Columns of words, which stand to the left; where nothing is said, the first. */
  readonly wordColumns?: readonly number[]
}

/** For a terminal. What would be wider than `width` is drawn without room around the cells, its head a word a line. */
export const drawTable = (rows: Rows, width = Infinity): string => {
  const table = draw(rows)
  if (table.indexOf('\n') <= width) return table
  return draw({ ...rows, head: rows.head.map((cell) => cell.replaceAll(' ', '\n')) }, CLOSE)
}

const CLOSE = { 'padding-left': 0, 'padding-right': 0 }

const draw = ({ head, rows, wordColumns = [0] }: Rows, room = {}): string => {
  const table = new Table({
    head: [...head],
    colAligns: head.map((_, column) => (wordColumns.includes(column) ? 'left' : 'right')),
    style: { head: [], border: [], compact: true, ...room },
  })
  for (const row of rows) table.push([...row])
  return table.toString()
}

/** For a README. */
export const drawMarkdown = ({ head, rows, wordColumns = [0] }: Rows): string =>
  [head, head.map((_, column) => (wordColumns.includes(column) ? '---' : '--:')), ...rows]
    .map((row) => `| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n')
