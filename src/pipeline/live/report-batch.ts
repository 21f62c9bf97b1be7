import type { LaneLabels, Metrics } from '../../ops/metrics.ts'
import type { BatchReport } from '../batch-report.ts'

export type ScoredBatch = {
  readonly report: BatchReport
  /** By how much the lane's offset has moved. */
  readonly moved: number
  readonly seconds: number
}

/** Adds a batch to the metrics: once per batch, not once per event. */
export function reportBatch(
  metrics: Metrics,
  lane: LaneLabels,
  { report, moved, seconds }: ScoredBatch,
): void {
  metrics.eventsIn.inc(lane, report.read)
  metrics.eventsCounted.inc(lane, report.counted)
  metrics.eventsDuplicate.inc(lane, report.duplicates)
  metrics.eventsLate.inc(lane, report.late)
  for (const [reason, count] of Object.entries(report.rejected))
    metrics.eventsRejected.inc({ ...lane, reason }, count)
  if (report.unkeyed > 0) metrics.recordsUnkeyed.inc({ topic: lane.topic }, report.unkeyed)
  if (moved > report.records) metrics.gapRecords.inc(lane, moved - report.records)
  metrics.entitiesUnscored.inc(report.unscored)
  metrics.batchSeconds.observe({ topic: lane.topic }, seconds)
  metrics.checkpointSeconds.observe({ topic: lane.topic }, report.checkpointMs / 1000)
  for (const { status } of report.alerts) metrics.alertRevisions.inc({ status })
  for (const alert of report.graver) {
    const strongest = alert.signals.reduce((a, b) => (b.surprise > a.surprise ? b : a))
    metrics.alerts.inc({ severity: alert.severity, detector: strongest.detector })
  }
}
