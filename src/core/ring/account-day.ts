import type { AccountId, EpochMs } from '../../contract/brands.ts'
import type { SharedType } from '../../contract/finding.ts'

/** What accounts share: a machine, an address, an outlet. */
export type SharedEntity = { readonly type: SharedType; readonly id: string }

/** The evidence against an account, as of one look-up. */
export type Loud = {
  /** Calibrated, and rounded to hundredths. */
  readonly surprise: number
  readonly records: number
  readonly distinctWaybills: number
  /** null: the log does not say. */
  readonly foreignWaybills: number | null
  readonly outletId: string | null
  readonly deviceId: string | null
  readonly sourceIp: string | null
  /** Where the account's first look-up of the day lies in the log, and where this one. */
  readonly dayOffset: number
  readonly offset: number
  readonly eventId: string
}

/**
 * One account's day so far, reported for one entity that it worked from. Several of them make a ring. On the
 * wire it is a finding (contract/finding.ts).
 */
export type AccountDay = {
  readonly entity: SharedEntity
  readonly accountId: AccountId
  /** As `Account.role`; '' where the log has none. */
  readonly role: string
  readonly occurredAt: EpochMs
  /** Days of work since the epoch. */
  readonly day: number
  /** Where the look-up lies in the log. */
  readonly topic: string
  readonly partition: number
  /** null: the account is merely at work. */
  readonly loud: Loud | null
}

/** Key of an entity, unique in its lane. */
export const entityKey = ({ type, id }: { readonly type: string; readonly id: string }): string =>
  `${type}:${id}`
