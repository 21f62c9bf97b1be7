import type { Reject, RejectReason } from '../contract/reject.ts'
import type { LaneState } from '../core/lane-state.ts'
import type { Policy } from '../core/policy.ts'
import type { Position } from '../core/position.ts'
import type { StepResult } from '../core/step-result.ts'
import type { Emitter } from '../core/step.ts'
import type { InputRecord } from '../transport/input-record.ts'

/** What a record was read as, told apart from one that cannot be scored. */
export type AnyItem = { readonly kind: string }

/** A record that cannot be scored. */
export type Refused = { readonly kind: 'reject'; readonly reject: Reject }

export const refused = (reason: RejectReason, pointer: string | null, detail: string): Refused => ({
  kind: 'reject',
  reject: { reason, pointer, detail },
})

export const isRefused = (read: AnyItem): read is Refused => read.kind === 'reject'

/**
 * What a lane does with its records: it reads the items of each, and steps the state of whatever an item speaks of. The first pass
 * takes look-ups of accounts, one a record (query-pass.ts), the second what the first has found, by what accounts share (ring-pass.ts).
 */
export type Pass<Item extends AnyItem, State> = {
  readonly decode: Decode<Item>
  /** Event time, epoch milliseconds. */
  readonly timeOf: (item: Item) => number
  /** Whose state it changes. */
  readonly keyOf: (item: Item) => string
  /** Of the form in which states are encoded. */
  readonly stateVersion: number
  readonly createState: () => State
  readonly encodeState: (state: State) => Uint8Array
  readonly decodeState: (bytes: Uint8Array) => State
  /** What a state takes of the process' memory. */
  readonly bytesOf: (state: State) => number
  /** Whether the item comes so long after all before that the state is to begin anew, wherever it was kept. */
  readonly isForgotten: (policy: Policy, state: State, item: Item) => boolean
  /** For how many days it is not, if nothing more comes. */
  readonly daysKept: (policy: Policy, state: State) => number
  readonly createStep: (lane: LaneState, policy: Policy, emit: Emitter) => StepOf<Item, State>
  /** What reads a little of a state ahead of its step (core/warm.ts). */
  readonly createWarmer: () => (state: State) => void
  /** Whether the policy has everything switched off that could judge it. */
  readonly isUnscored: (policy: Policy, state: State, item: Item) => boolean
}

/** Adds to the list what the record holds, or why it cannot be scored. A list for each record would cost the first pass more than it needs. */
export type Decode<Item extends AnyItem> = (record: InputRecord, into: (Item | Refused)[]) => void

export type StepOf<Item, State> = (state: State, item: Item, position: Position) => StepResult
