import { START_MS } from './calendar.ts'
import type { LogDetail } from './output/simulated-event.ts'

/**
 * What thieves do to avoid notice:
 * - `tickets`: they invent a ticket for each look-up
 * - `neighbour`: all their foreign waybills are those of one other outlet, as with a misrouted truckload
 */
export const tactics = ['plain', 'tickets', 'neighbour'] as const
export type Tactics = (typeof tactics)[number]

export type SimulateOptions = LogDetail & {
  readonly scenario: string
  readonly seed: number
  /** Null for the scenario's own number of accounts. */
  readonly accounts: number | null
  readonly days: number | null
  /** Midnight on the company's clock at which the log begins, epoch milliseconds. */
  readonly startMs: number
  /** Multiplies the strength of every theft. */
  readonly strength: number
  readonly tactics: Tactics
  /** Growth per day in the scenario slow-ramp; null for its own three values. */
  readonly ramp: number | null
  /** Only thefts of these names; null for all of the scenario. */
  readonly thefts: readonly string[] | null
  /** Shares of events that arrive late and that arrive twice, and garbage lines per event. */
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
