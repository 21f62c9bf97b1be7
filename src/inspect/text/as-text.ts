import type { Report } from '../report.ts'
import { headText } from './head-text.ts'
import type { Drawing } from './lines.ts'
import { opinionsText } from './opinions-text.ts'
import { comparisonsTable, windowsTable } from './tables-text.ts'
import { weekText } from './week-text.ts'

/** The report for a terminal of 100 columns. */
export const asText = (report: Report, drawing: Drawing): string => {
  const title = (text: string) => `\n${drawing.paint.bold(text)}`
  return [
    ...headText(report, drawing),
    title('What each detector says'),
    ...opinionsText(report, drawing),
    title('Windows'),
    windowsTable(report),
    title('Seen beside usual (own and role together, times the load), and the raw surprise of it'),
    comparisonsTable(report, drawing),
    title('Waybills by hour of the week'),
    ...weekText(report, drawing),
  ].join('\n')
}
