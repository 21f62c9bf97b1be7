import type { AccountId, EpochMs } from './brands.ts'

export const actions = ['query', 'list', 'reveal', 'print', 'export'] as const
export const outcomes = ['found', 'not_found', 'denied'] as const

export type Action = (typeof actions)[number]
export type Outcome = (typeof outcomes)[number]

/** foreign: the waybill's outlets are known, the account's outlet is known, and it is not among them. */
export type Reach = 'own' | 'foreign' | 'unknown'

/** One waybill of a look-up. Its number is not kept, only keyed values that are useless without the key. */
export type Waybill = {
  /** 64-bit keyed token of the number, as two int32. */
  readonly hi: number
  readonly lo: number
  /**
   * Enumeration aid. `block` is a keyed int32 token of the number without its last two digits. `offset` is
   * the last two digits shifted by a keyed constant modulo 100 (0..99), or -1 if the number does not end in
   * two digits. Differences of offsets modulo 100 are differences of numbers modulo 100, so inside one block
   * they tell how far apart two numbers are.
   */
  readonly block: number
  readonly offset: number
  readonly reach: Reach
  /** null: the log does not say. */
  readonly outletIds: readonly string[] | null
}

/** One audit event, decoded, checked and tokenised: all that the core sees of it. */
export type LookUp = {
  readonly eventId: string
  /** 64-bit keyed hash of `eventId`, as two int32: recognises duplicates. */
  readonly eventHi: number
  readonly eventLo: number
  readonly occurredAt: EpochMs
  readonly accountId: AccountId
  readonly role: string | null
  readonly outletId: string | null
  readonly regionCode: string | null
  readonly action: Action
  readonly outcome: Outcome
  readonly waybills: readonly Waybill[]
  /**
   * Records exposed: 0 unless `outcome` is found, else the greater of the number of
   * waybills and the log's own count.
   */
  readonly records: number
  readonly ticketId: string | null
  readonly sourceIp: string | null
  readonly deviceId: string | null
  readonly sessionId: string | null
  readonly userAgent: string | null
  readonly channel: string | null
}
