import { START_MS } from './calendar.ts'
import type { LogDetail } from './output/simulated-event.ts'

/**
 * What thieves do beside taking, so as not to be noticed:
 * - `tickets`: they write an invented ticket to each look-up
 * - `neighbour`: what they take from elsewhere is from one other outlet, as a truckload is
 */
export const tactics = ['plain', 'tickets', 'neighbour'] as const
export type Tactics = (typeof tactics)[number]

export type SimulateOptions = LogDetail & {
  readonly scenario: string
  readonly seed: number
  /** Null: as many as the scenario has. */
  readonly accounts: number | null
  readonly days: number | null
  /** Local midnight with which the log begins. */
  readonly startMs: number
  /** Multiplies the strength of every theft. */
  readonly strength: number
  readonly tactics: Tactics
  /** Growth a day of the scenario slow-ramp; null: its own three. */
  readonly ramp: number | null
  /** Only thefts of these names; null: all that the scenario has. */
  readonly thefts: readonly string[] | null
  /** Shares of the events that arrive late, that arrive twice, and of lines of rubbish beside them. */
  readonly late: number
  readonly duplicates: number
  readonly garbage: number
}

export const defaultOptions: SimulateOptions = {
  scenario: 'company',
  seed: 1,
  accounts: null,
  days: null,
  startMs: START_MS,
  outletIds: 'known',
  roles: 'known',
  devices: 'known',
  addresses: 'known',
  strength: 1,
  tactics: 'plain',
  ramp: null,
  thefts: null,
  late: 0,
  duplicates: 0,
  garbage: 0,
}
