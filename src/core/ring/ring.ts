/**
 * What the second pass looks for, described as a detector describes it. Whoever rents accounts rents several,
 * and spreads the work over them so that none stands out. Together they do, if they are used from one machine
 * or behind one address, or belong to one outlet.
 */
export const ring = {
  id: 'ring',
  techniques: ['T1078', 'T1213'],
  falseAlarms: [
    'Honest colleagues whose work changes together: a complaint wave, a reconciliation, a misrouted truck, a training.',
  ],
  triage: [
    'Within 10 minutes: check members and the alerts of these accounts, and whether their outlets have anything to do with entity.id.',
    'Within the hour: ask at the outlets who used the machine or was behind the address, or what everybody worked on, and compare evidence.eventIds with the duty roster.',
    'Within the day: if nobody can say, close all the accounts at once: one left open carries on for the others.',
  ],
} as const
