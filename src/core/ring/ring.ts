import { ringDefaults } from '../../contract/policy.ts'

/** What the second pass looks for, told as a detector tells it. */
export const ring = {
  id: 'ring',
  title: 'Accounts that share a machine, address or outlet, each a little beyond what is usual',
  techniques: ['T1078', 'T1213'],
  why: 'Whoever rents accounts rents several, and spreads the work over them so that none of them stands out. Together they do, where they are used from one machine or behind one address, or belong to one outlet.',
  blindSpots: [
    'Rented accounts that each have a machine and an address of their own, and belong to different outlets.',
    'Two accounts of a large outlet or behind a large shared address: among many colleagues two that are loud are usual.',
    'Logs that name neither devices nor addresses nor outlets.',
  ],
  falseAlarms: [
    'Honest colleagues whose work changes together: a complaint wave, a reconciliation, a load that came to the wrong outlet.',
  ],
  triage: [
    'Within 10 minutes: look at members and at the alerts of these accounts; are their outlets neighbours of the entity.id at all?',
    'Within the hour: ask the outlets who sat at the machine, and compare evidence.eventIds with the duty roster.',
    'Within the day: where nobody can say, close the accounts together: one that is left goes on with the work of all.',
  ],
  defaults: ringDefaults,
} as const
