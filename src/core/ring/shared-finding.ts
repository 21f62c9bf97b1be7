import type { AccountId, EpochMs } from '../../contract/brands.ts'
import type { SharedType } from '../../contract/finding.ts'

/** What accounts share: a machine, an address, an outlet. */
export type SharedEntity = { readonly type: SharedType; readonly id: string }

/** One account's day so far, told to one entity that it worked from (contract/finding.ts). Several of them make a ring. */
export type SharedFinding = {
  readonly entity: SharedEntity
  readonly accountId: AccountId
  readonly role: string | null
  readonly outletId: string | null
  readonly regionCode: string | null
  readonly occurredAt: EpochMs
  /** Local days since the epoch. */
  readonly day: number
  /** Calibrated, in hundredths; 0: the account is merely at work. */
  readonly surprise: number
  readonly records: number
  readonly distinctWaybills: number
  /** null: the log does not say. */
  readonly foreignWaybills: number | null
  readonly detectors: readonly string[]
  /** Where the look-up lies. */
  readonly topic: string
  readonly partition: number
  readonly offset: number
  readonly eventId: string
}

/** Names an entity among all of its lane; the key of its records. */
export const entityKey = ({ type, id }: { readonly type: string; readonly id: string }): string =>
  `${type}:${id}`
