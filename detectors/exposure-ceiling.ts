import { LIMIT_SURPRISE, type Detector } from '../src/core/detector.ts'
import type { View } from '../src/core/view.ts'

const defaults = {
  maxUnexplainedRecords: 500,
  maxRecords: 20_000,
  mildUpToTimesUsual: 15,
  mildUpToOwnTimesUsual: 8,
}

/** The limit that nothing lifts: no baseline, no pace, no session. */
export const exposureCeiling: Detector<typeof defaults> = {
  id: 'exposure-ceiling',
  title: 'More records in 24 hours than any account may read without a reason',
  kind: 'limit',
  severity: 'medium',
  techniques: ['T1078', 'T1213', 'T1530'],
  why: 'A rented account pays from 500 records a day. Whatever its baseline has learnt, an account that reads more than the ceiling without a known reason is reported before that. A reason is a ticket, or that the waybill passes the outlet of the account. Who does no more than the role is used to, or than one of its honest days in 2,000 comes to, is reported as low: an auditor, exports for the accounts, data entry in a log without outlets; so is an interface that has always read thousands, and everybody in the first days of a log.',
  blindSpots: [
    'Below the ceiling it says nothing: it is the floor under the other detectors, not a replacement.',
    'A theft that is small beside the usual work of its role is a low alert.',
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

  detect(view, thresholds) {
    const { maxUnexplainedRecords, maxRecords } = thresholds
    const unexplained = view.most('unexplained', 'PT24H')
    if (unexplained > maxUnexplainedRecords) {
      const crossed = finding(unexplained, maxUnexplainedRecords, 'records without a known reason')
      return isUsedTo(view, thresholds) ? { ...crossed, isMild: true } : crossed
    }
    const records = view.most('records', 'PT24H')
    if (records <= maxRecords) return null
    const crossed = finding(records, maxRecords, 'records')
    const isUsual = records <= thresholds.mildUpToOwnTimesUsual * view.usual().day.mean
    return view.isLogYoung || isUsual ? { ...crossed, isMild: true } : crossed
  },
}

/** Whether the day is no more than some usual days of the role, or a few of the account itself: of waybills, however often each was opened. */
const isUsedTo = (view: View, { mildUpToTimesUsual, mildUpToOwnTimesUsual }: typeof defaults): boolean => {
  // Who reads thousands has done so before the log began.
  if (view.isLogYoung) return true
  // What an account can teach of itself is bounded (learn.ts); what it may come to here is less than for its role.
  const { own, role } = view.usuallyUnexplained()
  return view.today('unexplained') <= Math.max(mildUpToTimesUsual * role, mildUpToOwnTimesUsual * own)
}

const finding = (observed: number, limit: number, what: string) => ({
  window: 'PT24H' as const,
  observed,
  expected: limit,
  limit,
  timesLimit: observed / limit,
  surprise: LIMIT_SURPRISE,
  baseline: 'fixed' as const,
  reason: () => `${observed} ${what} in 24 hours; the policy allows ${limit} for any account`,
})
