import type { Metrics } from '../ops/metrics.ts'
import type { BatchReport } from './lane.ts'

export type ScoredBatch = {
  readonly report: BatchReport
  /** By how much the lane's offset has moved. */
  readonly moved: number
  readonly seconds: number
}

/** Counts what a batch did: once a batch, not once an event. */
export function reportBatch(
  metrics: Metrics,
  partition: number,
  { report, moved, seconds }: ScoredBatch,
): void {
  metrics.eventsIn.inc({ partition }, report.read)
  metrics.eventsCounted.inc({ partition }, report.counted)
  metrics.eventsDuplicate.inc({ partition }, report.duplicates)
  metrics.eventsLate.inc({ partition }, report.late)
  for (const [reason, count] of Object.entries(report.rejected))
    metrics.eventsRejected.inc({ partition, reason }, count)
  if (moved > report.read) metrics.gapRecords.inc({ partition }, moved - report.read)
  metrics.entitiesUnscored.inc(report.unscored)
  metrics.batchSeconds.observe(seconds)
  metrics.checkpointSeconds.observe(report.checkpointMs / 1000)
  for (const alert of report.alerts) {
    metrics.alertRevisions.inc({ status: alert.status })
    if (alert.revision > 1) continue
    const strongest = alert.signals.reduce((a, b) => (b.surprise > a.surprise ? b : a))
    metrics.alerts.inc({ severity: alert.severity, detector: strongest.detector })
  }
}
