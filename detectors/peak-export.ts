import { LIMIT_SURPRISE, type Detector } from '../src/core/detector.ts'
import { limitIn } from '../src/core/findings.ts'
import { sayCount } from '../src/core/say-number.ts'

const defaults = { limitCount: 1000, limitTimesPeak: 4 }

/**
 * Where somebody in the role exports thousands every day, only the account's own days tell whether an export
 * is its usual work.
 */
export const peakExport: Detector<typeof defaults> = {
  id: 'peak-export',
  title: 'Several times more exported in a day than the account ever has',
  kind: 'limit',
  severity: 'medium',
  techniques: ['T1213', 'T1530'],
  why: 'What is exported varies so much from day to day, and from one manager to the next, that no multiple of what is usual is rare. Several times the own highest day is: honest work of an account exceeds its own days by little at a time.',
  blindSpots: [
    'The first four days of an account. Until it has ten, its own highest day says less, and it takes more.',
    'Exports that grow from day to day, or are no larger than the account has made before.',
    'Another one of the same size, some days after the first was reported.',
  ],
  falseAlarms: ['The first export of a month, a quarter or a year that the account is known for.'],
  triage: [
    'Within 5 minutes: check exposure.records.',
    'Within 15 minutes: ask for the purpose of the export.',
    'Within the hour: if there is none, close the account and secure the file.',
  ],
  defaults,

  detect(view, { limitCount, limitTimesPeak }) {
    const observed = view.today('bulk')
    if (observed < limitCount) return null
    const { peak } = view
    if (peak === null) return null
    const { records, doubt } = peak
    const limit = limitIn(observed, limitCount * doubt, limitTimesPeak * records * doubt)
    if (limit === null) return null
    return {
      window: 'PT24H',
      observed,
      expected: records,
      limit,
      surprise: LIMIT_SURPRISE,
      baseline: 'own',
      counted: 'day',
      reason: () =>
        `${sayCount(observed)} records in lists and exports, or that the log only counts; the most that this account has had on a day of the last weeks is ${sayCount(Math.round(records))}`,
    }
  },
}
