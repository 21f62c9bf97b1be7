import { drawTable } from '../../terminal/table.ts'
import type { ComparisonRow } from '../comparisons.ts'
import type { Report, WindowRow } from '../report.ts'
import { bar } from './blocks.ts'
import { cell, paintSurprise, type Drawing } from './lines.ts'

const SPANS: Readonly<Record<WindowRow['window'], string>> = {
  PT1M: 'a minute',
  PT10M: '10 minutes',
  PT1H: 'an hour',
  PT24H: '24 hours',
  P7D: '7 days',
}

/** Counts by window. A window can reach back up to one bin further than its length (windows.ts). */
export const windowsTable = ({ windows }: Report, { width }: Drawing): string =>
  drawTable(
    {
      head: ['in about', ...WINDOW_COLUMNS.map(([head]) => head)],
      rows: windows.map((row) => [SPANS[row.window], ...WINDOW_COLUMNS.map(([, of]) => cell(row[of]))]),
    },
    width,
  )

const WINDOW_COLUMNS: readonly (readonly [head: string, of: Exclude<keyof WindowRow, 'window'>])[] = [
  ['look-ups', 'lookUps'],
  ['records', 'records'],
  ['no reason', 'unexplained'],
  ['distinct', 'distinct'],
  ['foreign', 'foreign'],
  ['not found', 'notFound'],
  ['denied', 'denied'],
  ['exports', 'exports'],
]

/** Width of a full bar in characters, and the surprise that it stands for. */
const BAR = { width: 8, surprise: 8 }

/** Observed counts beside their baselines. */
export const comparisonsTable = ({ comparisons }: Report, drawing: Drawing): string =>
  drawTable(
    {
      head: ['', 'seen', 'usual', 'own mean', 'peer mean', 'load', 'surprise', ''],
      rows: comparisons.map((comparison) => comparisonCells(comparison, drawing)),
    },
    drawing.width,
  )

const comparisonCells = (
  { what, seen, usual, own, peers, load, surprise }: ComparisonRow,
  drawing: Drawing,
): readonly string[] => {
  const paint = (text: string) => paintSurprise(text, surprise, drawing)
  return [
    paint(what),
    paint(cell(Math.round(seen))),
    cell(usual),
    cell(own),
    cell(peers),
    load.toFixed(1) === '1.0' ? '' : `x ${load.toFixed(1)}`,
    paint(surprise === 0 ? '' : surprise.toFixed(1)),
    paint(bar(surprise, BAR.surprise, BAR.width).padEnd(BAR.width)),
  ]
}
