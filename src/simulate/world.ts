import type { Account } from './company/accounts.ts'
import type { Network } from './company/network.ts'
import type { Parcels } from './company/parcels.ts'
import type { Tactics } from './options.ts'

/** What all entities of one simulation share: places, accounts and parcels. Never changed once built. */
export type World = {
  readonly seed: number
  readonly tactics: Tactics
  readonly days: number
  /** The time that the log gives for the start of day 0, epoch milliseconds. */
  readonly startMs: number
  readonly network: Network
  readonly parcels: Parcels
  readonly accounts: readonly Account[]
}
