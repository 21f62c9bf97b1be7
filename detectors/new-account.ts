import type { Detector } from '../src/core/detector.ts'

const defaults = { minDistinct: 15, newcomerSurprise: 2 }

/** An account opened for a theft works from its first day. */
export const newAccount: Detector<typeof defaults> = {
  id: 'new-account',
  title: 'An account of less than a week at work',
  kind: 'time',
  severity: 'medium',
  techniques: ['T1078', 'T1136'],
  why: 'Somebody who is hired, or whose account is opened, in order to steal has no past to compare with. People who learn their work do less than their colleagues, not more.',
  blindSpots: [
    'Accounts that were there when waywarden began, or before the role was known.',
    'A newcomer who reads less than the role does: being new is a small sign only.',
    'Accounts whose state has expired come back as new ones: see forgetAfterDays in the policy.',
  ],
  falseAlarms: ['An experienced employee with a second account.', 'A transfer from another company.'],
  triage: [
    'Within 15 minutes: ask who applied for the account named in entity.id, and when.',
    'Within the hour: compare exposure.records with what a newcomer of the outlet does.',
  ],
  defaults,

  detect(view, { minDistinct, newcomerSurprise }) {
    const observed = view.reading('PT24H')
    if (observed < minDistinct || !view.isNewcomer) return null
    const { day, roleDay } = view.usual()
    return {
      window: 'PT24H',
      observed: Math.round(observed),
      expected: 0,
      limit: null,
      // Being new is a small sign by itself.
      surprise:
        newcomerSurprise + (observed > roleDay ? view.surprise(observed, { ...day, mean: roleDay }) : 0),
      baseline: 'peer',
      counted: 'day',
      reason: () =>
        `${Math.round(observed)} different waybills by an account of less than a week; a day of its role holds about ${Math.round(roleDay)}`,
    }
  },
}
