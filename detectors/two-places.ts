import type { Detector } from '../src/core/detector.ts'
import { habitFinding } from '../src/core/findings.ts'

const defaults = { minCount: 4, minSurprise: 2, limitCount: 40, limitTimesUsual: 10 }

/** Nobody is in two places at once. */
export const twoPlaces: Detector<typeof defaults> = {
  id: 'two-places',
  title: 'One account in use from two sources at once',
  kind: 'source',
  severity: 'medium',
  techniques: ['T1078'],
  why: 'The owner keeps working while somebody else uses the account elsewhere: look-ups alternate between two sources, one of which the account has used for less than three days.',
  blindSpots: [
    'A tool that runs only while the owner rests.',
    'A second machine that has shared the account for three days.',
    "Somebody behind the owner's address. If the log has only the address of a gateway, all machines count as one place.",
    'Logs without deviceId, sourceIp and userAgent.',
  ],
  falseAlarms: ['A new handheld on a mobile network, used alongside the computer at a counter.'],
  triage: [
    'Within 5 minutes: find both machines in evidence.deviceIds.',
    'Within 15 minutes: ask the employee which one is theirs, and end the other session.',
  ],
  defaults,

  detect: (view, thresholds) =>
    habitFinding(
      view,
      'switches',
      thresholds,
      'switches within half an hour between two machines, addresses or programs, one of them new to this account',
    ),
}
