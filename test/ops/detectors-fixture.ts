import type { Tunable } from '../../src/contract/policy.ts'

/** Two made-up detectors. */
export const tunables: readonly Tunable[] = [
  {
    id: 'volume-burst',
    title: 'Far more than usual',
    severity: 'medium',
    defaults: { minDistinct: 30, alertSurprise: 8, ownShare: 0.5 },
  },
  {
    id: 'exposure-ceiling',
    title: 'More than anybody may',
    severity: 'high',
    defaults: { maxRecordsPerDay: 1500, maxRecords: 9000 },
  },
]
