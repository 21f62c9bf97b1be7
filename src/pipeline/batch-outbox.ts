// In: alerts, rejects and account days of one batch. Out: the outbox messages that its checkpoint writes, in
// the order in which they were added. Pure.
import { printableJson } from '../contract/printable.ts'
import type { Reject } from '../contract/reject.ts'
import { isGraverThanEver } from '../core/alerts/alert-revisions.ts'
import type { LaneState } from '../core/lane-state.ts'
import type { Policy } from '../core/policy.ts'
import type { Emitter } from '../core/step.ts'
import type { OutboxMessage } from '../state/store.ts'
import type { InputRecord } from '../transport/input-record.ts'
import { accountDayMessage } from './account-day-message.ts'
import { alertRecord } from './alert-record.ts'
import { addRejects, type BatchReport } from './batch-report.ts'
import { coverageRecord, takeCoverageDue, takeRejectDue } from './coverage.ts'
import { rejectRecord } from './reject-record.ts'

export type BatchOutbox = Emitter & {
  readonly refuse: (record: InputRecord, reject: Reject) => void
  /** Call after all items of the record are scored: adds a coverage record if one is due. */
  readonly endOf: (record: InputRecord) => void
  readonly messages: readonly OutboxMessage[]
}

type Keys = {
  readonly alertTokenKey: Uint8Array
  /** How many lanes the second pass has. */
  readonly ringLanes: number
}

type Batch = { readonly policy: Policy; readonly state: LaneState; readonly report: BatchReport }

/** Also counts alerts and rejects in the report, and rejects in the lane's tally, as they are added. */
export const createBatchOutbox = (
  { alertTokenKey, ringLanes }: Keys,
  { policy, state, report }: Batch,
): BatchOutbox => {
  const messages: OutboxMessage[] = []
  let isRejectUntold = false
  return {
    messages,
    alert: (alert) => {
      const record = alertRecord(alert, alertTokenKey)
      report.alerts.push(record)
      if (isGraverThanEver(alert)) report.graver.push(record)
      messages.push({ channel: 'alerts', key: record.alertId, value: printableJson(record) })
    },
    accountDay: (told) => void messages.push(accountDayMessage(told, ringLanes)),
    refuse: (record, reject) => {
      if (takeRejectDue(state, record.timestampMs)) isRejectUntold = true
      if (report.rejected[reject.reason] === undefined)
        report.firstRejects.push({ ...reject, offset: record.offset })
      for (const tally of [report, state.tally]) addRejects(tally, reject.reason)
      const value = JSON.stringify(rejectRecord(record, reject))
      messages.push({
        channel: 'rejects',
        key: `${record.topic}/${record.partition}/${record.offset}`,
        value,
      })
    },
    endOf: (record) => {
      const isDue = takeCoverageDue(state)
      if (isDue || isRejectUntold) messages.push(coverageRecord(state, record, policy.version))
      isRejectUntold = false
    },
  }
}
