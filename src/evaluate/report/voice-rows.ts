import type { Rows } from '../../terminal/table.ts'
import type { Summary } from '../summary.ts'
import { nameOf } from '../voices.ts'

/** Who spoke in the alerts of medium or higher: many speak in each. */
export const voiceRows = ({ voices, thefts }: Summary): Rows => ({
  head: ['detector', 'thefts', 'false account-days'],
  rows: voices.map((voice) => [
    nameOf(voice),
    thefts === 0 ? '-' : `${voice.thefts} of ${thefts}`,
    String(voice.falseDays),
  ]),
})
