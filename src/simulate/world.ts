import type { Account } from './company/accounts.ts'
import type { Network } from './company/network.ts'
import type { Parcels } from './company/parcels.ts'
import type { Tactics } from './options.ts'

/** What all entities of one simulation share: places, people and parcels. Never changed once built. */
export type World = {
  readonly seed: number
  readonly tactics: Tactics
  readonly days: number
  /** When day 0 is said to be. */
  readonly startMs: number
  readonly network: Network
  readonly parcels: Parcels
  readonly accounts: readonly Account[]
}
