import { ceilingFinding, isUsualExposure } from '../src/core/ceiling.ts'
import type { Detector } from '../src/core/detector.ts'

const defaults = { maxUnexplainedRecords: 500, maxRecords: 20_000 }

/** The limit that nothing lifts: no baseline, no pace, no session. */
export const exposureCeiling: Detector<typeof defaults> = {
  id: 'exposure-ceiling',
  title: 'More records in 24 hours than any account may read without a reason',
  kind: 'limit',
  severity: 'medium',
  techniques: ['T1078', 'T1213', 'T1530'],
  why: 'A rented account pays from 500 records a day. Whatever its baseline has learnt, an account that reads more than the ceiling without a known reason is reported before that. A reason is a ticket, or that the waybill passes the outlet of the account.',
  blindSpots: [
    'Below the ceiling it says nothing: it is the floor under the other detectors, not a replacement.',
    'What the role does every day is left to usual-exposure, which is quieter.',
    'Invented ticket ids count as a reason up to maxRecords.',
  ],
  falseAlarms: [
    'Roles that read thousands of records a day by design: give them a limit of their own in the policy, under overrides.roles.',
  ],
  triage: [
    'Within 5 minutes: read exposure.records and its growth since detectedAt.',
    'Within 15 minutes: look for a role or job that explains it; if there is one, set an override for it.',
    'Within the hour: without one, close the account named in entity.id.',
  ],
  defaults,

  detect(view, { maxUnexplainedRecords, maxRecords }) {
    const unexplained = view.most('unexplained', 'PT24H')
    if (unexplained > maxUnexplainedRecords && !isUsualExposure(view, unexplained)) {
      return ceilingFinding(unexplained, maxUnexplainedRecords, 'records without a known reason')
    }
    const records = view.most('records', 'PT24H')
    return records > maxRecords ? ceilingFinding(records, maxRecords, 'records') : null
  },
}
