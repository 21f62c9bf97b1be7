import type { Alert } from '../contract/alert.ts'
import type { Reject, RejectReason } from '../contract/reject.ts'
import { emptyTally, type Tally } from '../core/lane-state.ts'

/** A tally with an independent count of the items read: read = counted + duplicates + the sum of rejected. */
export type ReadTally = Tally & { read: number }

/** A reject and the offset of its record. */
export type RejectAt = Reject & { readonly offset: number }

/** What a batch did, for metrics and the summary. */
export type BatchReport = ReadTally & {
  records: number
  /** Every alert revision in the outbox of this batch, in order. */
  readonly alerts: Alert[]
  /** The revisions among them that open an alert, or are graver than all earlier ones of their alert. */
  readonly graver: Alert[]
  /** The first reject of each reason. */
  readonly firstRejects: RejectAt[]
  /** How many of the records have no key. */
  unkeyed: number
  checkpointMs: number
  /**
   * States changed by this batch that nothing judges, because the policy disables every detector that could.
   */
  unscored: number
}

/** Counts rejects of one reason. */
export const addRejects = ({ rejected }: Pick<Tally, 'rejected'>, reason: RejectReason, count = 1): void => {
  rejected[reason] = (rejected[reason] ?? 0) + count
}

export const emptyReadTally = (): ReadTally => ({ read: 0, ...emptyTally() })

export const emptyReport = (): BatchReport => ({
  ...emptyReadTally(),
  records: 0,
  unkeyed: 0,
  alerts: [],
  graver: [],
  firstRejects: [],
  checkpointMs: 0,
  unscored: 0,
})
