import { ceilingFinding, isUsualExposure } from '../src/core/ceiling.ts'
import type { Detector } from '../src/core/detector.ts'

const defaults = { maxUnexplainedRecords: 500 }

/** The ceiling for those whose role reads so much. */
export const usualExposure: Detector<typeof defaults> = {
  id: 'usual-exposure',
  title: 'More records in 24 hours than the ceiling, as its role is used to',
  kind: 'limit',
  severity: 'low',
  techniques: ['T1078', 'T1213'],
  why: 'Auditors read what is not theirs, and where the log does not name outlets no record has a known reason. No account passes the ceiling in silence, but what a role does every day wakes nobody.',
  blindSpots: ['A theft that is small beside the usual work of the role.'],
  falseAlarms: [
    'Data entry and integrations in a log without outlets, every day: give their roles a ceiling of their own under overrides.roles, or have the log name outlets.',
  ],
  triage: [
    'Within the day: see whether the role of entity.id reads so much by design.',
    'Within the week: add outletIds to the log, or set an override for the role.',
  ],
  defaults,

  detect(view, { maxUnexplainedRecords }) {
    const unexplained = view.most('unexplained', 'PT24H')
    if (unexplained <= maxUnexplainedRecords || !isUsualExposure(view, unexplained)) return null
    return ceilingFinding(unexplained, maxUnexplainedRecords, 'records without a known reason')
  },
}
