import type { Action, Outcome } from '../../contract/look-up.ts'
import type { Account } from '../company/accounts.ts'
import type { Waybill } from '../company/parcels.ts'
import type { RoleName } from '../company/role.ts'
import { token, type Source } from '../company/sources.ts'
import type { Random } from '../random/create-random.ts'

/** One look-up before it is written as an event, with references instead of text. */
export type Draft = {
  readonly at: number
  readonly eventId: string
  readonly account: Account
  readonly role: RoleName
  readonly source: Source
  readonly action: Action
  readonly outcome: Outcome
  readonly waybills: readonly Waybill[]
  /** Number of rows of an export; null for other look-ups. */
  readonly recordCount: number | null
  readonly ticketId: string | null
  /** Id of the theft that the look-up belongs to; null for honest work. */
  readonly theft: string | null
}

/** The records that the look-up shows: 0 unless its outcome is `found`. */
export function recordsOf({ outcome, waybills, recordCount }: Draft): number {
  return outcome === 'found' ? Math.max(waybills.length, recordCount ?? 0) : 0
}

/** Generates event ids that are unique in a run and do not reveal who made them. */
export function createEventIds(random: Random): () => string {
  const prefix = token(random, 12)
  let count = Math.floor(random() * 90_000) + 10_000
  return () => `${prefix}-${count++}`
}
