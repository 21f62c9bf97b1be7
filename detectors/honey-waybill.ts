import { LIMIT_SURPRISE, type Detector } from '../src/core/detector.ts'

const defaults = { minHoneyWaybills: 1 }

/** A number that was never issued is on no parcel, in no call and on no screen: who looks it up has it from a list. */
export const honeyWaybill: Detector<typeof defaults> = {
  id: 'honey-waybill',
  title: 'A decoy was looked up: a number never issued, planted in lists',
  kind: 'limit',
  severity: 'medium',
  techniques: ['T1078', 'T1213'],
  why: "Nobody's work leads to a decoy, so a single look-up of one, found or not, shows that a list is worked off, long before the amount does. Which list a decoy was planted in tells where the leak is.",
  blindSpots: [
    'It knows the decoys that the policy names (honeyWaybills), and without any it says nothing.',
    'Who walks the outlet itself, and buys no list, never meets a decoy.',
    'A decoy that has become known, in a ticket or in a search result, is one no longer.',
  ],
  falseAlarms: [
    'A slip of the hand over a real number: one decoy, and no other.',
    'A test of the decoys, or an audit that works through the planted list.',
    'An export or a list that shows whatever lies in the database, decoys too: raise the limit for its role under overrides.roles.',
    'A number that was issued after all: take it out of the policy.',
  ],
  triage: [
    'Within 5 minutes: open the events of evidence.eventIds in the audit log, and find the decoy among their waybills.',
    'Within 15 minutes: see in which list that decoy was planted, and who has had it.',
    'Within the hour: close the account named in entity.id, and look for other accounts that work off the same list.',
  ],
  defaults,

  detect(view, { minHoneyWaybills }) {
    const observed = view.honeyWaybills
    if (observed === 0 || observed < minHoneyWaybills) return null
    return {
      window: 'PT1M',
      observed,
      expected: 0,
      limit: minHoneyWaybills - 1,
      surprise: LIMIT_SURPRISE,
      baseline: 'fixed',
      counted: 'look-up',
      reason: () =>
        `${observed} decoy${observed === 1 ? '' : 's'} in one look-up: numbers never issued, known only from a planted list`,
    }
  },
}
