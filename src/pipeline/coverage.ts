import { coverageSchemaName, type CoverageRecord } from '../contract/coverage.ts'
import { MINUTE_MS } from '../contract/time-units.ts'
import type { LaneState } from '../core/lane-state.ts'
import type { OutboxMessage } from '../state/store.ts'
import type { InputRecord } from '../transport/input-record.ts'

// In event time, so that a lane says the same whatever its batches are.
const EVERY_MS = 5 * MINUTE_MS

/** Whether the lane's event time has reached the next record. That it has is said once: then the one after is waited for. */
export const takeCoverageDue = (state: LaneState): boolean => {
  if (state.nowMs < state.nextCoverageMs || state.nowMs === -1) return false
  const isFirst = state.nextCoverageMs === -1
  state.nextCoverageMs = (Math.floor(state.nowMs / EVERY_MS) + 1) * EVERY_MS
  return !isFirst
}

/**
 * Whether a rejected record has to be told of: the first of every five minutes of Kafka's time. An event that cannot be read moves no event
 * time, so a lane that only rejects would else say nothing. Timestamps may jump either way; none can put the next record off.
 */
export const takeRejectDue = (state: LaneState, timestampMs: number): boolean => {
  const period = Math.floor(timestampMs / EVERY_MS)
  const isDue = period !== state.rejectPeriod
  state.rejectPeriod = period
  return isDue
}

/** Through where the lane has been scored once `last` is counted. */
export const coverageRecord = (state: LaneState, last: InputRecord, policyVersion: string): OutboxMessage => {
  const { tally } = state
  const rejected = Object.values(tally.rejected).reduce((sum, count) => sum + count, 0)
  const record: CoverageRecord = {
    schema: coverageSchemaName,
    topic: last.topic,
    lane: last.partition,
    throughOffset: String(last.offset + 1),
    throughEventTime: state.nowMs === -1 ? null : new Date(state.nowMs).toISOString(),
    read: tally.counted + tally.duplicates + rejected,
    counted: tally.counted,
    duplicates: tally.duplicates,
    late: tally.late,
    rejected: { ...tally.rejected },
    policyVersion,
  }
  return { channel: 'coverage', key: `${last.topic}/${last.partition}`, value: JSON.stringify(record) }
}
