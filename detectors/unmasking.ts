import type { Detector } from '../src/core/detector.ts'
import { habitFinding } from '../src/core/findings.ts'

const defaults = { minCount: 10, minSurprise: 2, limitCount: 60, limitTimesUsual: 6 }

/** Unmasking is what the data is stolen for. */
export const unmasking: Detector<typeof defaults> = {
  id: 'unmasking',
  title: 'Many masked fields made visible',
  kind: 'reveal',
  severity: 'medium',
  techniques: ['T1213'],
  why: 'Names and telephone numbers are masked until somebody asks for them; whoever collects them asks for all.',
  blindSpots: ['Systems that mask nothing.'],
  falseAlarms: ['A day of calls to recipients.'],
  triage: [
    'Within 5 minutes: compare signals.observed with signals.expected.',
    'Within 15 minutes: ask whether somebody called the recipients of these waybills.',
  ],
  defaults,

  detect: (view, thresholds) => habitFinding(view, 'reveals', thresholds, 'records unmasked'),
}
