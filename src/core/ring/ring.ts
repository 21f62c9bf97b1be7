import { ringDefaults } from '../../contract/policy.ts'

/** What the second pass looks for, told as a detector tells it. */
export const ring = {
  id: 'ring',
  title: 'Accounts that share a machine, address or outlet, each a little beyond what is usual',
  techniques: ['T1078', 'T1213'],
  why: 'Whoever rents accounts rents several, and spreads the work over them so that none of them stands out. Together they do, if they are used from one machine or behind one address, or belong to one outlet.',
  blindSpots: [
    'Rented accounts that each have their own machine and address, and belong to different outlets.',
    'Two accounts of a large outlet or behind a large shared address: among many colleagues, two that stand out are usual.',
    'Logs that name neither devices nor addresses nor outlets.',
  ],
  falseAlarms: [
    'Honest colleagues whose work changes together: a complaint wave, a reconciliation, a load delivered to the wrong outlet.',
  ],
  triage: [
    'Within 10 minutes: check members and the alerts of these accounts, and whether their outlets have anything to do with entity.id.',
    'Within the hour: ask the outlets who used the machine, and compare evidence.eventIds with the duty roster.',
    'Within the day: if nobody can say, close all the accounts at once: one left open carries on for the others.',
  ],
  defaults: ringDefaults,
} as const
