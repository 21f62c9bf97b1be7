import type { Detector } from '../src/core/detector.ts'
import { sayCount, sayMean } from '../src/core/say-number.ts'

const defaults = { minDistinct: 15, newcomerSurprise: 2 }

/** An account opened for a theft works from its first day. */
export const newAccount: Detector<typeof defaults> = {
  id: 'new-account',
  title: 'An account at work for less than a week',
  kind: 'time',
  techniques: ['T1078', 'T1136'],
  why: 'Somebody hired to steal, or an account opened for it, has no past to compare with. People who are learning their work do less than their colleagues, not more.',
  blindSpots: [
    'Accounts that existed when waywarden started, or before the role was known.',
    'A newcomer who reads less than is usual for the role: being new is only a weak sign.',
    'An account whose state has expired passes for a new one: see forgetAfterDays in the policy.',
  ],
  falseAlarms: ['An experienced employee with a second account.', 'A transfer from another company.'],
  triage: [
    'Within 15 minutes: ask who applied for the account named in entity.id, and when.',
    'Within the hour: compare exposure.records with what newcomers at the outlet usually do.',
  ],
  defaults,

  detect(view, { minDistinct, newcomerSurprise }) {
    const observed = view.reading('day')
    if (observed < minDistinct || !view.isNewcomer) return null
    const roleDay = view.roleDay()
    return {
      window: 'PT24H',
      observed: Math.round(observed),
      expected: roleDay,
      limit: null,
      // Being new is a small sign by itself.
      score:
        newcomerSurprise +
        (observed > roleDay ? view.surprise(observed, { ...view.usual().day, mean: roleDay }) : 0),
      baseline: 'peer',
      counted: 'day',
      reason: () =>
        `${sayCount(observed)} different waybills by an account at work for less than a week; usual for ${view.colleagues}: ${sayMean(roleDay)} a day`,
    }
  },
}
