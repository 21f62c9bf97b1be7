import type { Detector } from '../src/core/detector.ts'
import { habitFinding } from '../src/core/findings.ts'

const defaults = { minCount: 3, minSurprise: 2, limitCount: 150, limitTimesUsual: 10 }

/** Nobody is in two places at once. */
export const twoPlaces: Detector<typeof defaults> = {
  id: 'two-places',
  title: 'One account in use from two sources at once',
  kind: 'source',
  severity: 'medium',
  techniques: ['T1078'],
  why: 'The owner keeps working while somebody else uses the account elsewhere: between look-ups from its usual source, waybills are read from one that the account has used for less than three days.',
  blindSpots: [
    'A tool that runs only while the owner rests for half an hour.',
    'A second machine that has shared the account for three days.',
    'Accounts older than three days that have no usual machine, as at desks that change every day.',
    "Somebody behind the owner's address. If the log has only the address of a gateway, all machines count as one place.",
    'Logs without deviceId, sourceIp and userAgent.',
  ],
  falseAlarms: [
    'A new handheld on a mobile network, used alongside the computer at a counter.',
    'A login lent to a colleague, and an interface that is moved to another machine while the old one still runs.',
  ],
  triage: [
    'Within 5 minutes: find both machines in evidence.deviceIds.',
    'Within 15 minutes: ask the employee which one is theirs, and end the other session.',
  ],
  defaults,

  detect: (view, thresholds) =>
    habitFinding(
      view,
      'elsewhere',
      thresholds,
      'waybills on a machine, address or program new to this account, while it was in use elsewhere',
    ),
}
