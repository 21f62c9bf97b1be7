/**
 * What a person sees of the text that a program writes to a terminal: its lines, those scrolled out of sight
 * too, and the cursor. Throws on an escape sequence that it does not know.
 */
export const showOn = (
  { columns, rows }: { readonly columns: number; readonly rows: number },
  text: string,
) => {
  const lines: string[] = ['']
  let [row, column] = [0, 0]
  // As on a real terminal, the row is that of the window: text that scrolls on does not take it along.
  let saved = { row: 0, column: 0 }
  const top = (): number => Math.max(0, lines.length - rows)
  const put = (character: string): void => {
    if (column === columns) feed()
    const line = (lines[row] ?? '').padEnd(column)
    lines[row] = line.slice(0, column) + character + line.slice(column + 1)
    column++
  }
  const feed = (): void => {
    ;[row, column] = [row + 1, 0]
    if (row === lines.length) lines.push('')
  }
  const act: Readonly<Record<string, () => void>> = {
    '\r': () => (column = 0),
    '\n': feed,
    '\u001b7': () => (saved = { row: row - top(), column }),
    '\u001b8': () => ([row, column] = [saved.row + top(), saved.column]),
    '\u001b[1G': () => (column = 0),
    '\u001b[K': () => (lines[row] = (lines[row] ?? '').slice(0, column)),
    '\u001b[0K': () => (lines[row] = (lines[row] ?? '').slice(0, column)),
    '\u001b[2K': () => (lines[row] = ''),
    '\u001b[?25l': () => undefined,
    '\u001b[?25h': () => undefined,
  }
  // oxlint-disable-next-line no-control-regex -- escape sequences begin with one
  for (const [piece] of text.matchAll(/\u001b(?:\[[?\d;]*[A-Za-z]|.)|[^]/gu)) {
    if (piece.length > 1 && !(piece in act)) throw new Error(`no such sequence: ${JSON.stringify(piece)}`)
    ;(act[piece] ?? (() => put(piece)))()
  }
  return { lines: lines.map((line) => line.trimEnd()), cursor: { row, column } }
}
