import type { Detector } from '../src/core/detector.ts'
import { baselineFinding } from '../src/core/findings.ts'

const defaults = { minDistinct: 30, minSurprise: 1.5, limitCount: 1000, limitTimesUsual: 8 }

/** The rent is earned by the day: the day shows what no hour does. */
export const slowDrip: Detector<typeof defaults> = {
  id: 'slow-drip',
  title: 'More waybills in a day than the account has reason to read',
  kind: 'volume',
  severity: 'medium',
  techniques: ['T1078', 'T1213'],
  why: 'A patient thief keeps to a human pace, and shows only in what accumulates over 24 hours.',
  blindSpots: [
    "A thief who takes less than the account's day-to-day variation: only exposure-ceiling remains.",
    'Waybills that the account has read within the past week: reopening them exposes nothing more.',
  ],
  falseAlarms: [
    'A call list, a reconciliation, a neighbour on leave.',
    'A courier whose round is twice as long.',
  ],
  triage: [
    'Within the hour: compare exposure.records with the work of the outlet on that day.',
    'Within the day: reread the look-ups from evidence.fromOffset to toOffset and see whose waybills they are.',
  ],
  defaults,

  // Somebody who reads the own outlet's book may show neither in whose waybills they are nor in how they are
  // read. Beyond the limit, the volume alone is enough.
  detect(view, thresholds) {
    const observed = view.reading('day')
    if (observed < thresholds.minDistinct) return null
    return baselineFinding(view, {
      window: 'PT24H',
      observed,
      expected: view.usual().day,
      minSurprise: thresholds.minSurprise,
      counted: 'day',
      what: 'waybills not read in the previous week',
      when: ' a day',
      limits: thresholds,
    })
  },
}
