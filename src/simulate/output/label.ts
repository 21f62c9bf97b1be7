/** The ground truth of a log, one object per line. Times are RFC 3339 in UTC. */
export type Label =
  | {
      readonly kind: 'company'
      readonly seed: number
      readonly from: string
      readonly to: string
      readonly accounts: number
      readonly days: number
      readonly scenario: string
      /** Decoy numbers that nobody has a reason to look up. The policy for this log should list them. */
      readonly honeyWaybills: readonly string[]
    }
  | {
      readonly kind: 'account'
      readonly accountId: string
      readonly role?: string
      readonly outletId: string
    }
  | ({
      readonly kind: 'theft'
      readonly strength: number
      readonly params: Params
    } & Episode)
  | ({ readonly kind: 'oddity' } & Episode)
  | {
      readonly kind: 'theft-event'
      readonly theft: string
      readonly eventId: string
      readonly accountId: string
      /** Records that this event exposed. */
      readonly records: number
    }

export type Params = Readonly<Record<string, number | string | boolean>>

type Episode = {
  readonly id: string
  readonly name: string
  readonly accounts: readonly string[]
  readonly from: string
  readonly to: string
}
