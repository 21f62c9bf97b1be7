import type { HourProfile } from './hour-profiles.ts'

export type RoleName =
  | 'courier'
  | 'outlet-clerk'
  | 'data-entry'
  | 'customer-service'
  | 'outlet-manager'
  | 'hub-operator'
  | 'regional-auditor'
  | 'integration'

/**
 * Parcels that a role works on: today's round, the outlet's last days, labels in order, anybody's, a hub's.
 */
export type Book = 'round' | 'outlet' | 'labels' | 'anywhere' | 'hub'

export type Role = {
  readonly name: RoleName
  /** Share of the accounts of a company. */
  readonly share: number
  readonly workplace: 'outlet' | 'hub' | 'care' | 'office'
  /** New waybills on a working day of a median person. */
  readonly waybillsPerDay: number
  /**
   * Standard deviations of log(new waybills per day): between persons, and between the days of one person.
   */
  readonly spreadBetween: number
  readonly spreadWithin: number
  /** Variance divided by mean of the new waybills in one hour, given the day's level. */
  readonly hourlyDispersion: number
  readonly shifts: readonly HourProfile[]
  /** Shares of persons with no, one and two days off a week; they add up to 1. */
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
