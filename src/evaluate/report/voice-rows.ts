import type { Rows } from '../../terminal/table.ts'
import { markTrial } from '../../terminal/trial.ts'
import type { Summary } from '../summary.ts'

/** One row per detector that shows a sign in an alert of medium or higher. Detectors often share an alert. */
export const voiceRows = ({ voices, thefts }: Summary): Rows => ({
  head: ['detector', 'thefts', 'false account-days'],
  rows: voices.map((voice) => [
    markTrial(voice.detector, voice.isOnTrial),
    thefts === 0 ? '-' : `${voice.thefts} of ${thefts}`,
    String(voice.falseDays),
  ]),
})
