import type { AccountId } from '../contract/brands.ts'

/** Where a message of the outbox goes. */
export type Channel = 'alerts' | 'rejects' | 'coverage'

/** One message that must reach the broker. `key` and `value` are what the broker gets. */
export type OutboxMessage = {
  readonly channel: Channel
  readonly key: string
  readonly value: string
}

/**
 * What a lane's owner knows after a claim.
 * `offset` is the next offset to score, null for a lane without history.
 * `outbox` holds what was never acknowledged, oldest first; `outboxHead` is the sequence number of its first message.
 * `fields` is the lane's own state: peers, open alerts, counts.
 */
export type LaneClaim = {
  readonly epoch: number
  readonly offset: number | null
  readonly fields: ReadonlyMap<string, Buffer>
  readonly outbox: readonly OutboxMessage[]
  readonly outboxHead: number
}

/**
 * One atomic step of a lane: everything is written, or nothing.
 * It is accepted only where the stored offset equals `expectedOffset` and no later epoch has claimed the lane.
 * `acknowledged` is the sequence number below which the broker has taken the outbox.
 */
export type Checkpoint = {
  readonly lane: number
  readonly epoch: number
  /** null: the lane has no history. */
  readonly expectedOffset: number | null
  readonly nextOffset: number
  readonly accounts: readonly (readonly [AccountId, Uint8Array])[]
  /** null deletes the field. */
  readonly fields: readonly (readonly [string, Uint8Array | string | null])[]
  readonly outbox: readonly OutboxMessage[]
  readonly acknowledged: number
}

export type CheckpointResult =
  | { readonly kind: 'ok' }
  /** Our own step, already applied: the reply was lost on the way. */
  | { readonly kind: 'applied' }
  /** The store was rolled back or another process moved the lane: drop the cache and go to `offset`. */
  | { readonly kind: 'moved'; readonly offset: number | null }
  /** Another process has claimed the lane since. */
  | { readonly kind: 'fenced'; readonly epoch: number }

/** Keeps the state of lanes. Every method throws when the store cannot be reached; nothing is half done. */
export type StateStore = {
  /** Raises the lane's epoch and reads what its new owner needs. */
  claim(lane: number): Promise<LaneClaim>
  /** Encoded states, in the order asked; null for an account without state. */
  load(lane: number, accounts: readonly AccountId[]): Promise<readonly (Buffer | null)[]>
  checkpoint(checkpoint: Checkpoint): Promise<CheckpointResult>
  /** Forgets outbox messages below the sequence number; a stale epoch or number changes nothing. */
  trim(lane: number, epoch: number, acknowledged: number): Promise<void>
  close(): Promise<void>
}
