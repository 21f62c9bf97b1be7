import type { Reject, RejectReason } from '../contract/reject.ts'
import type { alertRecord } from './alert-record.ts'

/** What became of what was read: read = counted + duplicates + the sum of rejected. */
export type Tally = {
  read: number
  counted: number
  duplicates: number
  late: number
  readonly rejected: Partial<Record<RejectReason, number>>
}

/** A reject, and where its record lies. */
export type RejectAt = Reject & { readonly offset: number }

/** What a batch did, for metrics and the summary. */
export type BatchReport = Tally & {
  readonly records: number
  /** Every revision that left with this batch, in order. */
  readonly alerts: ReturnType<typeof alertRecord>[]
  /** Those of them that are the first of their alert, or graver than all before. */
  readonly graver: ReturnType<typeof alertRecord>[]
  /** The first of each reason. */
  readonly firstRejects: RejectAt[]
  checkpointMs: number
  /** States of the batch for which the policy has everything switched off that could judge them. */
  unscored: number
}

export const emptyTally = (): Tally => ({ read: 0, counted: 0, duplicates: 0, late: 0, rejected: {} })

export const emptyReport = (records: number): BatchReport => ({
  ...emptyTally(),
  records,
  alerts: [],
  graver: [],
  firstRejects: [],
  checkpointMs: 0,
  unscored: 0,
})
