/** Where a message of the outbox goes. */
export const channels = ['alerts', 'rejects', 'coverage', 'findings'] as const
export type Channel = (typeof channels)[number]

/**
 * One message that must reach the broker. `key` and `value` are sent as they are, except in findings: their
 * key is the number of the partition, and several of them make one record (transport/bundle-account-days.ts).
 */
export type OutboxMessage = {
  readonly channel: Channel
  readonly key: string
  readonly value: string
}

/**
 * What a lane's owner knows after a claim.
 * `epoch` is higher than that of any claim before; how much higher says nothing.
 * `offset` is the next offset to score, null for a lane without history.
 * `outbox` holds messages never acknowledged, oldest first; `outboxHead` is the sequence number of its first.
 * `fields` is the lane's own state: peers, open alerts, counts.
 */
export type LaneClaim = {
  readonly epoch: number
  readonly offset: number | null
  readonly fields: ReadonlyMap<string, Buffer>
  readonly outbox: readonly OutboxMessage[]
  readonly outboxHead: number
}

/** The epoch is 0 if there was no claim. */
export type LaneStand = Pick<LaneClaim, 'epoch' | 'offset'>

/** One account and its lane as of one checkpoint, for reading only. */
export type LanePeek = Pick<LaneClaim, 'offset' | 'fields'> & { readonly account: Buffer }

/** A state that is not written again within `keepMs` may be deleted. */
export type StoredState = readonly [key: string, value: Uint8Array, keepMs: number]

/**
 * One atomic step of a lane: everything is written, or nothing. It is accepted only if
 * the stored offset equals `expectedOffset` and no later epoch has claimed the lane.
 * `acknowledged` is the sequence number below which the broker has taken the outbox. A
 * number that the outbox has not reached removes nothing: the store was rolled back.
 */
export type Checkpoint = {
  readonly lane: number
  readonly epoch: number
  /** null: the lane has no history. */
  readonly expectedOffset: number | null
  /** Must be beyond `expectedOffset`: a step that is sent again is recognised by it. */
  readonly nextOffset: number
  /** States and fields may be encoded only while the store iterates over them. */
  readonly states: Iterable<StoredState>
  /** null deletes the field; if a field is named twice, the last value counts. */
  readonly fields: Iterable<readonly [string, Uint8Array | string | null]>
  readonly outbox: readonly OutboxMessage[]
  readonly acknowledged: number
}

export type CheckpointResult =
  | { readonly kind: 'ok' }
  /** Our own step, already applied: the reply was lost on the way. */
  | { readonly kind: 'applied' }
  /**
   * The store was rolled back, or another process moved the lane, which now stands at
   * `offset`: drop all that was cached and claim again.
   */
  | { readonly kind: 'moved'; readonly offset: number | null }
  /** Another process has claimed the lane since. */
  | { readonly kind: 'fenced'; readonly epoch: number }

/**
 * Stores the state of lanes and, by key, that of accounts (first pass) or of what accounts share (second
 * pass). No call is half done. If the store cannot be reached, every method throws a `WaywardenError` with
 * code `redis_unavailable`, and the same call may be made again.
 */
export type StateStore = {
  /** Raises the lane's epoch and reads what its new owner needs. */
  claim(lane: number): Promise<LaneClaim>
  /** Where the lane stands: what a claim would find, except that the epoch is that of the newest claim. Changes nothing. */
  standOf(lane: number): Promise<LaneStand>
  /** Encoded states in the order asked, null for a key without one. Callers must not write to them. */
  load(lane: number, keys: readonly string[]): Promise<readonly (Buffer | null)[]>
  /**
   * Reads an account with its lane, and changes nothing: no claim, no epoch. null if
   * the lane does not know it.
   */
  peek(lane: number, account: string): Promise<LanePeek | null>
  /**
   * Fields of a lane as of its last checkpoint, in the order asked, null for a field
   * that it does not have. Changes nothing.
   */
  readFields(lane: number, names: readonly string[]): Promise<readonly (Buffer | null)[]>
  /** @throws RangeError if `nextOffset` is not beyond `expectedOffset`. */
  checkpoint(checkpoint: Checkpoint): Promise<CheckpointResult>
  /**
   * Removes outbox messages below the sequence number. A stale epoch, or a number that
   * the outbox does not have, changes nothing.
   */
  trim(lane: number, epoch: number, acknowledged: number): Promise<void>
}
