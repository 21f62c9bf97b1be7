import { wrap } from '../../terminal/wrap.ts'
import type { Report } from '../report.ts'
import { headText } from './head-text.ts'
import type { Drawing } from './lines.ts'
import { opinionsText } from './opinions-text.ts'
import { comparisonsTable, windowsTable } from './tables-text.ts'
import { weekText } from './week-text.ts'

/** How it is drawn; how wide is found out where it is not said. */
type Options = Omit<Drawing, 'width'> & { readonly width?: number }

/** Longer lines are hard to read. */
const WIDEST = 100

/** The report, as wide as the terminal where that is narrower than 100 columns. */
export const asText = (
  report: Report,
  { width = Math.min(WIDEST, process.stdout.columns ?? WIDEST), ...rest }: Options,
): string => {
  const drawing: Drawing = { ...rest, width }
  const title = (text: string) => `\n${drawing.paint.bold(wrap(text, width).join('\n'))}`
  return [
    ...headText(report, drawing),
    title('What each detector says'),
    ...opinionsText(report, drawing),
    title('Windows'),
    windowsTable(report, drawing),
    title('Seen against usual (own and peers combined, times the load), and its raw surprise'),
    comparisonsTable(report, drawing),
    title('Waybills by hour of the week'),
    ...weekText(report, drawing),
  ].join('\n')
}
