import {
  careEarly,
  careLate,
  counterEarly,
  counterLate,
  delivery,
  entry,
  nightShift,
  office,
  roundTheClock,
  type HourProfile,
} from './hours.ts'

export type RoleName =
  | 'courier'
  | 'outlet-clerk'
  | 'data-entry'
  | 'customer-service'
  | 'outlet-manager'
  | 'hub-operator'
  | 'regional-auditor'
  | 'integration'

/** Which parcels the work is about: today's round, the outlet's last days, labels in order, anybody's, a hub's. */
export type Book = 'round' | 'outlet' | 'labels' | 'anywhere' | 'hub'

export type Role = {
  readonly name: RoleName
  /** Share of the accounts of a company. */
  readonly share: number
  readonly workplace: 'outlet' | 'hub' | 'care' | 'office'
  /** New waybills on a working day of the median person. */
  readonly waybillsPerDay: number
  /** Standard deviation of the logarithm, between persons and between the days of one person. */
  readonly spreadBetween: number
  readonly spreadWithin: number
  /** Variance over mean of new waybills in one hour, the day's level given. */
  readonly hourlyDispersion: number
  readonly shifts: readonly HourProfile[]
  /** Shares of persons with no, one and two days off a week. */
  readonly daysOff: readonly [number, number, number]
  /** Repeated openings per new waybill. */
  readonly repeats: number
  readonly foreignShare: number
  /** Share of foreign look-ups that name a ticket. */
  readonly ticketShare: number
  readonly notFoundShare: number
  readonly revealShare: number
  readonly printShare: number
  readonly listsPerDay: number
  readonly exportsPerDay: number
  /** Runs of consecutive labels (pick-up at a shop, labels printed in bulk). */
  readonly runsPerDay: number
  readonly book: Book
  readonly source: 'pda' | 'pc' | 'server'
}

/**
 * What each role does on an ordinary day.
 *
 * Measured or published: couriers' parcels (80 % up to 200 a day, 1 % over 600), their hours, half of them with
 * one day off, 1 to 3 % foreign; data entry at 700 to 800 a day; repeats at 76 % of a clerk's openings; variance over
 * mean about 3 an hour and the shape of a clerk's days (bank clerks: median 12, p95 52, p99 77, own maximum 2.4 to 8.9
 * times the own median); customer service mostly foreign; integrations all day at thousands.
 * Assumed: that a courier looks up 45 % of the parcels; that an outlet clerk opens twice as many waybills as a bank
 * clerk opens files; the levels of managers, hub operators and auditors; every share of reveals, prints, lists,
 * exports, tickets and typos; the mix of roles.
 */
export const roles: Readonly<Record<RoleName, Role>> = {
  courier: {
    name: 'courier',
    share: 0.62,
    workplace: 'outlet',
    book: 'round',
    source: 'pda',
    waybillsPerDay: 48,
    spreadBetween: 0.6,
    spreadWithin: 0.33,
    hourlyDispersion: 1.6,
    shifts: [delivery],
    daysOff: [0.5, 0.5, 0],
    repeats: 0.25,
    foreignShare: 0.018,
    ticketShare: 0.1,
    notFoundShare: 0.006,
    revealShare: 0.12,
    printShare: 0,
    listsPerDay: 0,
    exportsPerDay: 0,
    runsPerDay: 0.12,
  },
  'outlet-clerk': {
    name: 'outlet-clerk',
    share: 0.15,
    workplace: 'outlet',
    book: 'outlet',
    source: 'pc',
    waybillsPerDay: 14,
    spreadBetween: 0.8,
    spreadWithin: 0.5,
    hourlyDispersion: 1.7,
    shifts: [counterEarly, counterLate, office],
    daysOff: [0.3, 0.5, 0.2],
    repeats: 3.1,
    foreignShare: 0.07,
    ticketShare: 0.45,
    notFoundShare: 0.02,
    revealShare: 0.08,
    printShare: 0.05,
    listsPerDay: 0.06,
    exportsPerDay: 0.01,
    runsPerDay: 0.1,
  },
  'data-entry': {
    name: 'data-entry',
    share: 0.04,
    workplace: 'outlet',
    book: 'labels',
    source: 'pc',
    waybillsPerDay: 740,
    spreadBetween: 0.05,
    spreadWithin: 0.06,
    hourlyDispersion: 2,
    shifts: [entry],
    daysOff: [0.3, 0.7, 0],
    repeats: 0.05,
    foreignShare: 0.002,
    ticketShare: 0,
    notFoundShare: 0.004,
    revealShare: 0.01,
    printShare: 0.6,
    listsPerDay: 0,
    exportsPerDay: 0,
    runsPerDay: 0,
  },
  'customer-service': {
    name: 'customer-service',
    share: 0.09,
    workplace: 'care',
    book: 'anywhere',
    source: 'pc',
    waybillsPerDay: 75,
    spreadBetween: 0.35,
    spreadWithin: 0.2,
    hourlyDispersion: 1.6,
    shifts: [careEarly, careLate],
    daysOff: [0, 0.4, 0.6],
    repeats: 1.1,
    foreignShare: 1,
    ticketShare: 0.88,
    notFoundShare: 0.03,
    revealShare: 0.22,
    printShare: 0,
    listsPerDay: 0.3,
    exportsPerDay: 0,
    runsPerDay: 0,
  },
  'outlet-manager': {
    name: 'outlet-manager',
    share: 0.035,
    workplace: 'outlet',
    book: 'outlet',
    source: 'pc',
    waybillsPerDay: 14,
    spreadBetween: 0.6,
    spreadWithin: 0.5,
    hourlyDispersion: 2.5,
    shifts: [office],
    daysOff: [0.3, 0.6, 0.1],
    repeats: 1.2,
    foreignShare: 0.1,
    ticketShare: 0.4,
    notFoundShare: 0.015,
    revealShare: 0.06,
    printShare: 0.01,
    listsPerDay: 1.2,
    exportsPerDay: 0.12,
    runsPerDay: 0,
  },
  'hub-operator': {
    name: 'hub-operator',
    share: 0.035,
    workplace: 'hub',
    book: 'hub',
    source: 'pc',
    waybillsPerDay: 55,
    spreadBetween: 0.4,
    spreadWithin: 0.4,
    hourlyDispersion: 2,
    shifts: [nightShift, office],
    daysOff: [0.2, 0.6, 0.2],
    repeats: 0.4,
    foreignShare: 0.04,
    ticketShare: 0.05,
    notFoundShare: 0.02,
    revealShare: 0.01,
    printShare: 0.08,
    listsPerDay: 0.2,
    exportsPerDay: 0,
    runsPerDay: 0,
  },
  'regional-auditor': {
    name: 'regional-auditor',
    share: 0.01,
    workplace: 'office',
    book: 'anywhere',
    source: 'pc',
    waybillsPerDay: 28,
    spreadBetween: 0.4,
    spreadWithin: 0.6,
    hourlyDispersion: 3,
    shifts: [office],
    daysOff: [0, 0, 1],
    repeats: 0.8,
    foreignShare: 1,
    ticketShare: 0.35,
    notFoundShare: 0.01,
    revealShare: 0.04,
    printShare: 0,
    listsPerDay: 1,
    exportsPerDay: 0.2,
    runsPerDay: 0,
  },
  integration: {
    name: 'integration',
    share: 0.01,
    workplace: 'outlet',
    book: 'labels',
    source: 'server',
    waybillsPerDay: 2200,
    spreadBetween: 0.35,
    spreadWithin: 0.08,
    hourlyDispersion: 4,
    shifts: [roundTheClock],
    daysOff: [1, 0, 0],
    repeats: 0.2,
    foreignShare: 0,
    ticketShare: 0,
    notFoundShare: 0.002,
    revealShare: 0,
    printShare: 0,
    listsPerDay: 0,
    exportsPerDay: 0,
    runsPerDay: 0,
  },
}
