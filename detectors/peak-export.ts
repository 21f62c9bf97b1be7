import type { Detector } from '../src/core/detector.ts'
import { sayCount, sayMean } from '../src/core/say-number.ts'

const defaults = { minPeakRecords: 500, limitTimesPeak: 4 }

/**
 * Where people in the role export thousands on any day, only the account's own days tell whether an export is
 * its usual work. Those of somebody who has exported little say nothing: the first report comes without a
 * smaller one before it.
 */
export const peakExport: Detector<typeof defaults> = {
  id: 'peak-export',
  title: "Several times the records exported on the account's highest day",
  kind: 'limit',
  severity: 'medium',
  techniques: ['T1213', 'T1530'],
  why: "Exports vary so much between days and between managers that many times the usual is not rare. Several times the account's own highest day is: honest work exceeds it only by a little at a time.",
  blindSpots: [
    'An account that has exported little so far, in a role in which others export much.',
    'The first four days of an account. Until ten of its days are known, the limit is higher.',
    'Exports that grow from day to day, or are no larger than the account has made before.',
    'A second export of the same size, if the first was reported and was less than eight times the highest day before.',
  ],
  falseAlarms: ['The first export of a month, a quarter or a year that the account is known for.'],
  triage: [
    'Within 5 minutes: check exposure.records.',
    'Within 15 minutes: ask for the purpose of the export.',
    'Within the hour: if there is none, close the account and secure the file.',
  ],
  defaults,

  detect(view, { minPeakRecords, limitTimesPeak }) {
    const observed = view.today('bulk')
    if (observed < minPeakRecords) return null
    const { peak } = view
    if (peak === null || peak.records < minPeakRecords) return null
    const { records, doubt } = peak
    const limit = Math.ceil(limitTimesPeak * records * doubt)
    if (observed < limit) return null
    return {
      window: 'PT24H',
      observed,
      expected: records,
      limit,
      score: 0,
      baseline: 'own',
      counted: 'day',
      reason: () =>
        `${sayCount(observed)} records listed, exported or only counted by the log; this account's highest day of the last weeks: ${sayMean(records)}`,
    }
  },
}
