import type { Alert } from '../contract/alert.ts'
import type { Reject, RejectReason } from '../contract/reject.ts'
import { emptyTally, type Tally } from '../core/lane-state.ts'

/** With what was read, counted by itself: read = counted + duplicates + the sum of rejected. */
export type ReadTally = Tally & { read: number }

/** A reject, and where its record lies. */
export type RejectAt = Reject & { readonly offset: number }

/** What a batch did, for metrics and the summary. */
export type BatchReport = ReadTally & {
  readonly records: number
  /** Every revision that left with this batch, in order. */
  readonly alerts: Alert[]
  /** Those of them that are the first of their alert, or graver than all before. */
  readonly graver: Alert[]
  /** The first of each reason. */
  readonly firstRejects: RejectAt[]
  /** How many of the records have no key. */
  readonly unkeyed: number
  checkpointMs: number
  /** States of the batch for which the policy has everything switched off that could judge them. */
  unscored: number
}

/** Counts rejects of one reason. */
export const addRejects = ({ rejected }: Pick<Tally, 'rejected'>, reason: RejectReason, count = 1): void => {
  rejected[reason] = (rejected[reason] ?? 0) + count
}

export const emptyReadTally = (): ReadTally => ({ read: 0, ...emptyTally() })

export const emptyReport = (records: number, unkeyed = 0): BatchReport => ({
  ...emptyReadTally(),
  records,
  unkeyed,
  alerts: [],
  graver: [],
  firstRejects: [],
  checkpointMs: 0,
  unscored: 0,
})
