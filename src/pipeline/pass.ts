import type { Reject, RejectReason } from '../contract/reject.ts'
import type { LaneState } from '../core/lane-state.ts'
import type { Policy } from '../core/policy.ts'
import type { Position } from '../core/position.ts'
import type { StepResult } from '../core/step-result.ts'
import type { Emitter } from '../core/step.ts'
import type { InputRecord } from '../transport/input-record.ts'

/** An item of a record; its `kind` tells it apart from a reject. */
export type AnyItem = { readonly kind: string }

/** A record that cannot be scored. */
export type Refused = { readonly kind: 'reject'; readonly reject: Reject }

export const refused = (reason: RejectReason, pointer: string | null, detail: string): Refused => ({
  kind: 'reject',
  reject: { reason, pointer, detail },
})

export const isRefused = (read: AnyItem): read is Refused => read.kind === 'reject'

/**
 * How a lane processes records: each is decoded into items, and each item advances the state of its key. The
 * first pass reads look-ups, one per record, and keys them by account (query-pass.ts). The second reads the
 * findings of the first, and keys them by the device, address or outlet that accounts share (ring-pass.ts).
 */
export type Pass<Item extends AnyItem, State> = {
  readonly decode: Decode<Item>
  /** Event time, epoch milliseconds. */
  readonly timeOf: (item: Item) => number
  /** Key of the state that the item changes. */
  readonly keyOf: (item: Item) => string
  /** Version of the encoding of states. */
  readonly stateVersion: number
  readonly createState: () => State
  readonly encodeState: (state: State) => Uint8Array
  readonly decodeState: (bytes: Uint8Array) => State
  /** Memory that a decoded state takes in the process, in bytes. */
  readonly bytesOf: (state: State) => number
  /**
   * Whether the item comes so long after all earlier ones that the state must begin
   * anew, even if it is still kept somewhere.
   */
  readonly isForgotten: (policy: Policy, state: State, item: Item) => boolean
  /** For how many days the state is kept if no more items come. */
  readonly daysKept: (policy: Policy, state: State) => number
  readonly createStep: (lane: LaneState, policy: Policy, emit: Emitter) => StepOf<Item, State>
  /**
   * Makes a function that prefetches a state into the processor's caches ahead of its step (core/warm.ts).
   */
  readonly createWarmer: () => (state: State) => void
  /** Whether the policy disables every detector that could judge the item. */
  readonly isUnscored: (policy: Policy, state: State, item: Item) => boolean
}

/**
 * Appends to `into` the items of the record, or a reject that says why it cannot be scored. A list of its own
 * for each record would slow the first pass down.
 */
export type Decode<Item extends AnyItem> = (record: InputRecord, into: (Item | Refused)[]) => void

export type StepOf<Item, State> = (state: State, item: Item, position: Position) => StepResult
