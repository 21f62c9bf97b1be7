import type { Detector } from '../src/core/detector.ts'
import { habitFinding } from '../src/core/findings.ts'

const defaults = { minCount: 10, minSurprise: 2, limitCount: 2000, limitTimesUsual: 10 }

/** Counting through numbers needs no list of them. */
export const sequenceWalk: Detector<typeof defaults> = {
  id: 'sequence-walk',
  title: 'Waybill numbers looked up in sequence',
  kind: 'order',
  severity: 'medium',
  techniques: ['T1213', 'T1119'],
  why: 'A tool without a list of numbers counts through them. People look numbers up as parcels arrive, in no order.',
  blindSpots: [
    'A shuffled list of numbers.',
    'Walks in steps of more than 20.',
    'At each multiple of a hundred, one waybill of a sequence is not counted.',
  ],
  falseAlarms: [
    'Labels printed in bulk have consecutive numbers: data entry and pick-ups at large shippers look them up in sequence, as their baselines show.',
  ],
  triage: [
    'Within 5 minutes: compare evidence.deviceIds with the machines the employee uses.',
    'Within 15 minutes: ask whether somebody was working on a batch of labels.',
  ],
  defaults,

  detect: (view, thresholds) =>
    habitFinding(view, 'walked', thresholds, 'waybills with a number close to that of the waybill before'),
}
