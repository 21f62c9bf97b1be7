import { wrap } from '../../terminal/wrap.ts'
import type { Report } from '../report.ts'
import { headText } from './head-text.ts'
import type { Drawing } from './lines.ts'
import { opinionsText } from './opinions-text.ts'
import { comparisonsTable, windowsTable } from './tables-text.ts'
import { weekText } from './week-text.ts'

/** Renders the report of an account. */
export const asText = (report: Report, drawing: Drawing): string => {
  const { width } = drawing
  const title = (text: string) => `\n${drawing.paint.bold(wrap(text, width).join('\n'))}`
  const legend = (text: string) => drawing.paint.dim(wrap(text, width).join('\n'))
  return [
    ...headText(report, drawing),
    title('What each detector says'),
    ...opinionsText(report, drawing),
    legend(SURPRISE_LEGEND),
    title('Windows'),
    windowsTable(report, drawing),
    title('Seen and usual (own and peers combined, times the load)'),
    comparisonsTable(report, drawing),
    legend(COMPARISON_LEGEND),
    title('Waybills by hour of the week'),
    ...weekText(report, drawing),
  ].join('\n')
}

const SURPRISE_LEGEND =
  'A surprise of 3 is that of one honest account-day in 1,000. A full bar is 12; a crossed limit counts 10.'

const COMPARISON_LEGEND =
  'Windows come first: without reopened waybills, a truckload and printed rows, and with their surprise among honest windows. Then habits of the day, whose surprise is not yet compared with honest days. A full bar is 8.'
