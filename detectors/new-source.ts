import type { Detector } from '../src/core/detector.ts'
import { habitFinding } from '../src/core/habit-finding.ts'

const defaults = { minCount: 5, minSurprise: 2, limitCount: 400, limitTimesUsual: 10 }

/** The credential is valid, the machine is not. */
export const newSource: Detector<typeof defaults> = {
  id: 'new-source',
  title: 'A machine or address new to the account does its work',
  kind: 'source',
  severity: 'medium',
  techniques: ['T1078'],
  why: 'Rented accounts are driven from machines their owners never used. A changing mobile address is normal for couriers, and so their own baseline says.',
  blindSpots: [
    'A tool on the usual machine.',
    'Logs without deviceId and sourceIp.',
    'After three days a machine is no longer new.',
  ],
  falseAlarms: ['A replaced computer or handheld.', 'A day of work at another outlet.'],
  triage: [
    'Within 5 minutes: compare evidence.deviceIds and evidence.sourceIps with the inventory.',
    'Within 15 minutes: call the employee and ask for the new machine.',
  ],
  defaults,

  detect: (view, thresholds) =>
    habitFinding(
      view,
      'newSource',
      thresholds,
      'waybills today from a machine or address that is new to the account',
    ),
}
