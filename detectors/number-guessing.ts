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
  why: 'Guessed numbers mostly do not exist. Typing errors are a few a day.',
  blindSpots: ['A thief with a list of real numbers.'],
  falseAlarms: ['A scanner that misreads.', 'A batch of labels printed and never used.'],
  triage: [
    'Within 5 minutes: see how many look-ups found nothing against signals.expected.',
    'Within 15 minutes: ask whether a device misreads.',
    'Within the hour: without that, close the account named in entity.id.',
  ],
  defaults,

  detect: (view, thresholds) =>
    habitFinding(view, 'missed', thresholds, 'look-ups that found nothing or were denied'),
}
