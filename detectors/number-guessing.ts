import type { Detector } from '../src/core/detector.ts'
import { habitFinding } from '../src/core/findings.ts'

const defaults = { minCount: 8, minSurprise: 2, limitCount: 40, limitTimesUsual: 8 }

/** Who guesses numbers misses most of them. */
export const numberGuessing: Detector<typeof defaults> = {
  id: 'number-guessing',
  title: 'Many look-ups that find nothing or are denied',
  kind: 'order',
  severity: 'medium',
  techniques: ['T1110', 'T1213'],
  why: 'Most guessed numbers do not exist. Typing errors are a few a day.',
  blindSpots: ['A thief with a list of real numbers.'],
  falseAlarms: ['A scanner that misreads.', 'A batch of labels that were printed but never used.'],
  triage: [
    'Within 5 minutes: compare how many numbers were not found with signals.expected.',
    'Within 15 minutes: ask whether a scanner misreads.',
    'Within the hour: if not, close the account named in entity.id.',
  ],
  defaults,

  detect: (view, thresholds) =>
    habitFinding(view, 'missed', thresholds, 'numbers that were not found or denied'),
}
