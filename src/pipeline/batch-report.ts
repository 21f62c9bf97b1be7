import type { RejectReason } from '../contract/reject.ts'
import type { alertRecord } from './alert-record.ts'

/** What a batch did, for metrics and the summary: its records, and what became of what they hold, counted as in `Tally`. */
export type BatchReport = {
  readonly records: number
  read: number
  counted: number
  duplicates: number
  late: number
  readonly rejected: Partial<Record<RejectReason, number>>
  /** Every revision that left with this batch, in order. */
  readonly alerts: ReturnType<typeof alertRecord>[]
  checkpointMs: number
  /** States of the batch for which the policy has everything switched off that could judge them. */
  unscored: number
}

export const emptyReport = (records: number): BatchReport => ({
  records,
  read: 0,
  counted: 0,
  duplicates: 0,
  late: 0,
  rejected: {},
  alerts: [],
  checkpointMs: 0,
  unscored: 0,
})
