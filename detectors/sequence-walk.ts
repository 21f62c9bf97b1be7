import type { Detector } from '../src/core/detector.ts'
import { habitFinding } from '../src/core/findings.ts'

const defaults = { minCount: 10, minSurprise: 2, limitCount: 2000, limitTimesUsual: 10 }

/** Counting through numbers needs no list of them. */
export const sequenceWalk: Detector<typeof defaults> = {
  id: 'sequence-walk',
  title: 'Waybill numbers walked through one after the other',
  kind: 'order',
  severity: 'medium',
  techniques: ['T1213', 'T1119'],
  why: 'A tool that has no list of numbers counts through them. People look numbers up as parcels come, in no order.',
  blindSpots: [
    'A shuffled list of numbers.',
    'Strides of more than 20 leave no trace.',
    'Runs that cross a hundred are broken there, and counted on after it.',
  ],
  falseAlarms: [
    'Labels printed in bulk are consecutive: data entry and pick-ups at large shippers walk them honestly, and so do their baselines.',
  ],
  triage: [
    'Within 5 minutes: compare evidence.deviceIds with the machines of the employee.',
    'Within 15 minutes: ask whether a batch of labels was worked on.',
  ],
  defaults,

  detect: (view, thresholds) =>
    habitFinding(view, 'walked', thresholds, 'waybills with numbers close to the one before'),
}
