/** What the second pass looks for, described as a detector describes it. */
export const ring = {
  id: 'ring',
  title: 'Accounts that share a machine, an address or an outlet, each a little beyond what is usual',
  techniques: ['T1078', 'T1213'],
  why: 'Whoever rents accounts rents several, and spreads the work over them so that none stands out. Together they do, if they are used from one machine or behind one address, or belong to one outlet.',
  blindSpots: [
    'Accounts that each have their own machine, address and outlet.',
    'Members who are not loud at all: each has to be somewhat beyond what is usual for it.',
    "The first week of a log, and a team or an outlet most of whose people are loud: that is taken for the outlet's day.",
  ],
  falseAlarms: [
    'Honest colleagues whose work changes together: a complaint wave, a reconciliation, a misrouted truck, a training.',
  ],
  triage: [
    'Within 10 minutes: check members and the alerts of these accounts, and whether their outlets have anything to do with entity.id.',
    'Within the hour: ask at the outlets who used the machine or was behind the address, or what everybody worked on, and compare the look-ups of each member (fromOffset to toOffset) with the duty roster.',
    'Within the day: if nobody can say, close all the accounts at once: one left open carries on for the others.',
  ],
} as const
