import type { Detector } from '../src/core/detector.ts'

const defaults = { minHoneyWaybills: 1 }

/**
 * A number that was never issued is on no parcel, in no call and on no screen. Whoever looks it up has it
 * from a list.
 */
export const honeyWaybill: Detector<typeof defaults> = {
  id: 'honey-waybill',
  title: 'A decoy was looked up: a number never issued, planted in lists',
  kind: 'limit',
  severity: 'medium',
  techniques: ['T1078', 'T1213'],
  why: "Nobody's work leads to a decoy, so a single look-up of one, found or not, shows that somebody is working through a list, long before the volume does. The list in which the decoy was planted shows where the leak is.",
  blindSpots: [
    'It knows only the decoys that the policy names (honeyWaybills); without any it finds nothing.',
    "A thief who walks through the outlet's own waybills, and buys no list, never meets a decoy.",
    'A decoy that has become known, in a ticket or in a search result, no longer works.',
  ],
  falseAlarms: [
    'A real number mistyped: one decoy, and no other.',
    'A test of the decoys, or an audit that works through the planted list.',
    'An export or a list that shows everything in the database, decoys included: raise the limit for its role under overrides.roles.',
    'A number that was issued after all: take it out of the policy.',
  ],
  triage: [
    'Within 5 minutes: open the events in evidence.eventIds in the audit log, and find the decoy among their waybills.',
    'Within 15 minutes: find out in which list that decoy was planted, and who has had that list.',
    'Within the hour: close the account named in entity.id, and look for other accounts working through the same list.',
  ],
  defaults,

  detect(view, { minHoneyWaybills }) {
    const observed = view.honeyWaybills
    const least = Math.max(1, minHoneyWaybills)
    if (observed < least) return null
    return {
      window: 'PT1M',
      observed,
      expected: 0,
      limit: least - 1,
      score: 0,
      baseline: 'fixed',
      counted: 'look-up',
      reason: () =>
        `${observed} decoy${observed === 1 ? '' : 's'} in one look-up: numbers never issued, known only from a planted list`,
    }
  },
}
