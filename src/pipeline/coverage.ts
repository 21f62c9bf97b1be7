import { coverageSchemaName, type CoverageRecord } from '../contract/coverage.ts'
import { MINUTE_MS } from '../contract/time-units.ts'
import type { LaneState } from '../core/lane-state.ts'
import type { OutboxMessage } from '../state/store.ts'
import type { InputRecord } from '../transport/input-record.ts'

// Event time, so that coverage records do not depend on how records are cut into batches.
const EVERY_MS = 5 * MINUTE_MS

/**
 * Whether a coverage record is due: once per five minutes of event time, but not at the
 * lane's first event. Moves the due time on.
 */
export const takeCoverageDue = (state: LaneState): boolean => {
  if (state.nowMs < state.nextCoverageMs || state.nowMs === -1) return false
  const isFirst = state.nextCoverageMs === -1
  state.nextCoverageMs = (Math.floor(state.nowMs / EVERY_MS) + 1) * EVERY_MS
  return !isFirst
}

/**
 * Whether a rejected record makes a coverage record due: if its Kafka timestamp lies in
 * another five-minute period than that of the reject before. A rejected event does not
 * advance event time, so a lane that only rejects would otherwise publish no coverage.
 * Timestamps may jump either way; no jump can put off the next record.
 */
export const takeRejectDue = (state: LaneState, timestampMs: number): boolean => {
  const period = Math.floor(timestampMs / EVERY_MS)
  const isDue = period !== state.rejectPeriod
  state.rejectPeriod = period
  return isDue
}

/** The coverage record as of `last`, the last record scored or lost. */
export const coverageRecord = (
  state: LaneState,
  last: Pick<InputRecord, 'topic' | 'partition' | 'offset'>,
  policyVersion: string,
): OutboxMessage => {
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
    lost: tally.lost,
    policyVersion,
  }
  return { channel: 'coverage', key: `${last.topic}/${last.partition}`, value: JSON.stringify(record) }
}
