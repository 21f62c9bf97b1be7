import type { Detector } from '../src/core/detector.ts'
import { sayCount } from '../src/core/say-number.ts'

const defaults = { minIdleDays: 7, minDistinct: 10 }

/** An account that nobody misses is the best one to rent. */
export const dormantAccount: Detector<typeof defaults> = {
  id: 'dormant-account',
  title: 'A dormant account is in use again',
  kind: 'time',
  techniques: ['T1078'],
  why: 'Accounts of departed and absent employees are not watched by their owners.',
  blindSpots: [
    'An account whose state has expired returns as a new one: see forgetAfterDays in the policy.',
    'Absences of less than a week.',
    'An account that was woken by a single look-up three days before.',
  ],
  falseAlarms: ['An employee back from leave.'],
  triage: [
    'Within 15 minutes: ask whether the employee named in entity.id has come back.',
    'Within the hour: if not, close the account.',
  ],
  defaults,

  detect(view, { minIdleDays, minDistinct }) {
    const { idleDays } = view
    if (idleDays < minIdleDays) return null
    const observed = view.distinct('PT24H')
    if (observed < minDistinct) return null
    const expected = view.usual().day.mean
    return {
      window: 'PT24H',
      observed: Math.round(observed),
      expected,
      limit: null,
      // Grows with the length of the sleep and with how much of a day's work is done on waking.
      score: Math.log2(1 + idleDays / minIdleDays) + (2 * observed) / (observed + expected),
      baseline: 'own+peer',
      reason: () =>
        `${sayCount(observed)} different waybills in about 24 hours after ${idleDays} days without a look-up`,
    }
  },
}
