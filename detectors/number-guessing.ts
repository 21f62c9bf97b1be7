import type { Detector } from '../src/core/detector.ts'
import { habitFinding } from '../src/core/findings.ts'
import type { View } from '../src/core/view.ts'

const defaults = { minCount: 8, minSurprise: 2, limitCount: 100, limitTimesUsual: 8 }

/** Whoever guesses numbers misses most of them. */
export const numberGuessing: Detector<typeof defaults> = {
  id: 'number-guessing',
  title: 'Many look-ups that find nothing or are denied',
  kind: 'order',
  severity: 'medium',
  techniques: ['T1110', 'T1213'],
  why: 'Most guessed numbers do not exist. Typing errors are a few a day.',
  blindSpots: ['A thief with a list of real numbers.', 'A few guesses an hour among much other work.'],
  falseAlarms: ['A batch of labels that were printed but never used.'],
  triage: [
    'Within 5 minutes: compare how many numbers were not found with signals.expected.',
    'Within 15 minutes: ask whether a scanner misreads.',
    'Within the hour: if not, close the account named in entity.id.',
  ],
  defaults,

  // With a scanner that misreads, every parcel is found in the end. Its misses are a sign, but cross no
  // limit.
  detect(view, thresholds) {
    const finding = habitFinding(view, 'missed', thresholds, 'numbers that were not found or denied')
    if (finding === null || finding.limit === null || missesMost(view)) return finding
    return { ...finding, limit: null }
  },
}

/** Somebody is guessing if the misses exceed half of an hour's numbers by this many standard errors. */
const ERRORS = 3

const missesMost = (view: View): boolean => {
  const found = view.count('records', 'PT1H')
  const missed = view.count('notFound', 'PT1H') + view.count('denied', 'PT1H')
  return missed - found >= ERRORS * Math.sqrt(found + missed)
}
