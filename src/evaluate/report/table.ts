import Table from 'cli-table3'

/** Rows of text under a head: what a table is before it is drawn. */
export type Rows = {
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
  /** Columns of words, which stand to the left; where nothing is said, the first. */
  readonly wordColumns?: readonly number[]
}

/** For a terminal. */
export const drawTable = ({ head, rows, wordColumns = [0] }: Rows): string => {
  const table = new Table({
    head: [...head],
    colAligns: head.map((_, column) => (wordColumns.includes(column) ? 'left' : 'right')),
    style: { head: [], border: [], compact: true },
  })
  for (const row of rows) table.push([...row])
  return table.toString()
}

/** For a README. */
export const drawMarkdown = ({ head, rows, wordColumns = [0] }: Rows): string =>
  [head, head.map((_, column) => (wordColumns.includes(column) ? '---' : '--:')), ...rows]
    .map((row) => `| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n')
