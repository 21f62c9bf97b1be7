import type { Detector } from '../src/core/detector.ts'
import { habitFinding } from '../src/core/findings.ts'

const defaults = { minCount: 5, minSurprise: 2, limitCount: 150, limitTimesUsual: 10 }

/** Honest work has hours. */
export const offHours: Detector<typeof defaults> = {
  id: 'off-hours',
  title: 'Work at hours when neither the account nor its role usually works',
  kind: 'time',
  severity: 'medium',
  techniques: ['T1078'],
  why: 'A rented account is used while its owner sleeps.',
  blindSpots: [
    'Theft inside office hours, or within an hour of them.',
    'Roles that work round the clock have no off-hours.',
    'Days on which nobody in the lane works at all: they look like days before the log began.',
  ],
  falseAlarms: ['Overtime on the night before a promotion.'],
  triage: [
    'Within 5 minutes: compare evidence.sourceIps with where the employee works.',
    'Within 15 minutes: ask the outlet whether anybody is there.',
  ],
  defaults,

  detect: (view, thresholds) =>
    habitFinding(
      view,
      'offHours',
      thresholds,
      'waybills at hours when this account and its colleagues do not work',
    ),
}
