import Table from 'cli-table3'

/** Rows of text under a head: what a table is before it is drawn. */
export type Rows = {
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
  /** Columns of words, which stand to the left; where nothing is said, the first. */
  readonly wordColumns?: readonly number[]
}

/**
 * For a terminal. What would be wider than `width` is drawn without room around the cells, its head a word a line; and what then still
 * is, as several tables below each other, each with the first column.
 */
export const drawTable = (rows: Rows, width = Infinity): string => {
  const table = draw(rows)
  return widthOf(table) <= width ? table : drawClose(rows, width)
}

const drawClose = (rows: Rows, width: number): string => {
  const head = rows.head.map((cell) => cell.replaceAll(' ', '\n'))
  const first = (count: number) =>
    draw(
      pick({ ...rows, head }, (column) => column < count),
      CLOSE,
    )
  // Two columns stay together however narrow it is, or there would be no end.
  let count = head.length
  while (count > 2 && widthOf(first(count)) > width) count--
  if (count === head.length) return first(count)
  const rest = pick(rows, (column) => column === 0 || column >= count)
  return `${first(count)}\n${drawTable(rest, width)}`
}

const widthOf = (table: string): number => table.indexOf('\n')

const CLOSE = { 'padding-left': 0, 'padding-right': 0 }

/** Some of the columns. */
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

/** For a README. */
export const drawMarkdown = ({ head, rows, wordColumns = [0] }: Rows): string =>
  [head, head.map((_, column) => (wordColumns.includes(column) ? '---' : '--:')), ...rows]
    .map((row) => `| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n')
